"""Microsoft's own parser of the Kusto Query Language, to check queries for Azure Monitor without a workspace."""
