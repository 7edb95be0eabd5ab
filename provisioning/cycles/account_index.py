"""The accounts of a tenant by what they are matched by, small enough for a hundred thousand of them: about 7 MB.

A value is kept as 8 bytes of its BLAKE2b hash, an object id as the 16 bytes of its UUID. Two values may share a hash:
then an account too many is found, which is harmless, as whoever uses the index reads the account and compares.
"""

from array import array
from bisect import bisect_left
from collections.abc import AsyncIterator, Iterator, Sequence
from hashlib import blake2b
from operator import itemgetter
from typing import Final, Self
from uuid import UUID

from provisioning.model import Criterion, MatchingAttribute
from provisioning.ports import ListedAccount

_HASH_BYTES: Final = 8
_HASH, _ORDINAL = "Q", "I"
"""Types of `array`: 8 bytes for a hash, 4 for an account's place in the list."""
_SHELVES: Final = 256
"""Hashes are put on shelves by their last byte, so that sorting needs no second copy of them all."""
_ID_BYTES: Final = 16


class AccountIndex:
    """Which accounts have which value. Filled once, by `built`; accounts keep the order in which they were listed."""

    def __init__(self) -> None:
        self._ids = bytearray()
        self._odd_ids: dict[int, str] = {}
        self._shelves = [_Shelf() for _ in range(_SHELVES)]

    @classmethod
    async def built(cls, accounts: AsyncIterator[ListedAccount]) -> Self:
        """Return an index of these accounts, as ports.AccountLister yields them.

        Raises:
            TemporaryFailure, AccessDenied: The list could not be read to its end; there is no index of a part of it.
        """
        index = cls()
        async for account in accounts:
            index._add(account)
        for shelf in index._shelves:
            shelf.sort()
        return index

    def __len__(self) -> int:
        return len(self._ids) // _ID_BYTES

    def find(self, criteria: Sequence[Criterion]) -> tuple[str, ...]:
        """Return the object ids of the accounts that meet at least one criterion, each once, in the listed order.

        Texts compare without regard to case. An attribute that the accounts were listed without finds nobody.
        """
        ordinals = {ordinal for criterion in criteria for ordinal in self._with(criterion.attribute, criterion.value)}
        return tuple(self._id(ordinal) for ordinal in sorted(ordinals))

    def _add(self, account: ListedAccount) -> None:
        ordinal = len(self)
        packed = _packed(account.id)
        if packed is None:
            self._odd_ids[ordinal] = account.id
        self._ids += packed or bytes(_ID_BYTES)
        for attribute, value in account.values.items():
            value_hash = _hash(attribute, value)
            self._shelf(value_hash).add(value_hash, ordinal)

    def _with(self, attribute: MatchingAttribute, value: str) -> Iterator[int]:
        value_hash = _hash(attribute, value)
        return self._shelf(value_hash).ordinals(value_hash)

    def _shelf(self, value_hash: int) -> "_Shelf":
        return self._shelves[value_hash % _SHELVES]

    def _id(self, ordinal: int) -> str:
        odd = self._odd_ids.get(ordinal)
        start = ordinal * _ID_BYTES
        return odd if odd is not None else str(UUID(bytes=bytes(self._ids[start : start + _ID_BYTES])))


class _Shelf:
    """Hashes in order, and beside each the place of an account that has such a value."""

    __slots__ = ("_hashes", "_ordinals")

    def __init__(self) -> None:
        self._hashes = array(_HASH)
        self._ordinals = array(_ORDINAL)

    def add(self, value_hash: int, ordinal: int) -> None:
        self._hashes.append(value_hash)
        self._ordinals.append(ordinal)

    def sort(self) -> None:
        pairs = sorted(zip(self._hashes, self._ordinals, strict=True))
        self._hashes = array(_HASH, map(itemgetter(0), pairs))
        self._ordinals = array(_ORDINAL, map(itemgetter(1), pairs))

    def ordinals(self, value_hash: int) -> Iterator[int]:
        place = bisect_left(self._hashes, value_hash)
        while place < len(self._hashes) and self._hashes[place] == value_hash:
            yield self._ordinals[place]
            place += 1


def _hash(attribute: MatchingAttribute, value: str) -> int:
    text = f"{attribute}\0{value.casefold()}".encode(errors="surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=_HASH_BYTES).digest())


def _packed(account_id: str) -> bytes | None:
    """Return the bytes of an id that is a UUID written as Graph writes it, and None of any other."""
    try:
        uuid = UUID(account_id)
    except ValueError:
        return None
    return uuid.bytes if str(uuid) == account_id else None
