"""Bob's people API."""
