"""Stand-ins for HR systems: one HTTP server, a package for each system."""
