"""Provisioning cycles: they find out whom to look at, and put them on the queue. Nothing here writes to Entra."""
