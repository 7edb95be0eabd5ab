"""Which of several attributes a refusal of Graph's is about, so that one does not cost the others."""

from collections.abc import Collection

from provisioning.attributes import READ_ON_REQUEST
from provisioning.ports import AccessDenied, Refused


def blamed(refusal: Refused, names: Collection[str]) -> frozenset[str]:
    """Return the attributes that Graph names, else those that need a permission of their own, else all of them."""
    named = frozenset(name for name in names if name in str(refusal))
    guarded = READ_ON_REQUEST & frozenset(names) if isinstance(refusal, AccessDenied) else frozenset()
    return named or guarded or frozenset(names)
