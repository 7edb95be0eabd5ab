"""The rules: pure functions from what is known to what shall be done. No I/O, no clock."""
