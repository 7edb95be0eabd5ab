"""The package that is deployed: what goes into it, and that tests of it run on it alone."""
