"""Faults at every step: how they are counted, and what fails each HTTP request of the real adapters in turn."""
