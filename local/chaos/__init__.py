"""The whole stack under faults: events over HTTP, failing stand-ins, and a host that is killed in the middle of it."""
