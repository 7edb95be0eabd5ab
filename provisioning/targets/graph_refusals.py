"""Which of several attributes a refusal of Graph's is about, so that one does not cost the others."""

import re
from collections.abc import Collection
from typing import Final

from provisioning.attributes import READ_ON_REQUEST
from provisioning.ports import AccessDenied, Refused

ADDRESS_TAKEN: Final = "the address is taken"
EXTENSION_REFUSED: Final = "Entra does not take the directory extension or its value"
NOT_PERMITTED: Final = "Entra refuses that without a permission of its own"


def named(refusal: Refused, names: Collection[str]) -> frozenset[str]:
    """Return the attributes that Graph names in its sentence, by their whole names."""
    return frozenset(re.findall(r"\w+", str(refusal))).intersection(names)


def blamed(refusal: Refused, names: Collection[str]) -> frozenset[str]:
    """Return the attributes that Graph names, else those that need a permission of their own, else all of them."""
    guarded = READ_ON_REQUEST & frozenset(names) if isinstance(refusal, AccessDenied) else frozenset()
    return named(refusal, names) or guarded or frozenset(names)
