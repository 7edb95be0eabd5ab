"""From what a mapping gives to what an attribute of the account takes."""
