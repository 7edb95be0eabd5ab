"""Expressions in Entra's syntax, read as a specification: what each gives, and what is said when it is wrong."""
