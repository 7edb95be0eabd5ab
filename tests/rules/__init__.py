"""The rules, read as a specification: what is decided, from which facts."""
