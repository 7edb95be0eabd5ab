"""The whole app, over HTTP, in the local stack."""
