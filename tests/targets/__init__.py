"""How Microsoft Graph is called."""
