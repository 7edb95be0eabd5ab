"""The local stack: Azurite, the stand-ins for Graph and the HR systems, and the Functions host, run together."""

from local.stack.stack import Stack, StackError

__all__ = ["Stack", "StackError"]
