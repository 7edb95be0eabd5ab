"""SCIM bulk requests, in the shape that Microsoft's API-driven inbound provisioning takes.

Sources: learn.microsoft.com, "API-driven inbound provisioning concepts" and "bulkUpload resource type"; RFC 7643 (the
user) and RFC 7644, 3.7 (bulk operations).
"""
