"""Reads the Bicep files in infra/, finds what they would deploy, and checks them; a laptop needs no Azure for that."""
