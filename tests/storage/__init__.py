"""How much of Azure Storage is used."""
