"""The setup check: each check over what the outside world can answer."""
