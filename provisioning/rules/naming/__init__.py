"""How login names are put together."""
