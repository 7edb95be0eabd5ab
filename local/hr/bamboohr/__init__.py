"""BambooHR's API."""
