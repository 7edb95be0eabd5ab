"""Provisioning cycles."""
