"""Personio's APIs, v1 and v2, on the same people."""
