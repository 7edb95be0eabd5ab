"""Personio: its webhooks, its people by API version 1 or 2, and the history of its webhooks.

Each part is imported from its own module, as taking in a webhook must not wait for what only reading people needs.
"""
