"""BambooHR: its webhooks here; its people, with all that calls over HTTP load, in `people`."""

from provisioning.sources.bamboohr.webhooks import NAME, BambooSource

__all__ = ["NAME", "BambooSource"]
