"""The HTTP API. It turns requests into calls and answers into JSON; it decides nothing about accounts."""
