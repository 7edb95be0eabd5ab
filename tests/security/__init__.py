"""What attackers try, and what comes of it; docs/threat-model.md names these tests."""
