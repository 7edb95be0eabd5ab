"""A stand-in for the part of Microsoft Graph v1.0 that provisioning needs."""
