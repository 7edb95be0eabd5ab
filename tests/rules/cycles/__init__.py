"""Tests of what decides about provisioning cycles."""
