"""Stand-ins for HR systems: one HTTP server, a module or two for each system."""
