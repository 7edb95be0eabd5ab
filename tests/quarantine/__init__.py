"""Quarantine: the gate by itself, and the whole product behind it."""
