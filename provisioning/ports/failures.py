"""The ways in which the outside world fails, named by cause."""

from datetime import timedelta
from typing import Final

_LONGEST_SENTENCE: Final = 1_000


def plain(sentence: str) -> str:
    """Return a sentence on one line, of at most 1,000 characters, without any that are not seen.

    Sentences hold what came from outside, such as an id or an error of Graph's. In a log, a line break would begin an
    entry that looks like the app's own, and marks that change the direction of writing would make it read otherwise.
    """
    seen = "".join(letter if letter.isprintable() else " " for letter in sentence)
    return seen if len(seen) <= _LONGEST_SENTENCE else f"{seen[: _LONGEST_SENTENCE - 1]}…"


class Told(Exception):
    """A failure that is told as a sentence: to administrators, in answers, in logs."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(plain(sentence))


class TemporaryFailure(Told):
    """Something outside did not answer, or not now; the same call may succeed later. The text is a sentence.

    `retry_after` is the wait that the other side asked for, or None.
    """

    def __init__(self, sentence: str, *, retry_after: timedelta | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(sentence)


class OwnFault(TemporaryFailure):
    """The app cannot work there for a reason of our own side, which an administrator must put right.

    That is a credential that is not taken, a missing consent, or settings that cannot be read; trying other people
    meanwhile is of no use. `where` is `entra`, `settings`, or the HR system's name.
    """

    def __init__(self, where: str, sentence: str, *, retry_after: timedelta | None = None) -> None:
        self.where = where
        super().__init__(sentence, retry_after=retry_after)


class Refused(Told):
    """The other side understood and said no; repeating the same call changes nothing. The text is a sentence."""

    def __init__(self, sentence: str, *, request_ids: tuple[str, ...] = ()) -> None:
        self.request_ids = request_ids
        super().__init__(sentence)


class AccessDenied(Refused):
    """The app lacks a permission, or its credential is not taken: an administrator must act."""


class NameTaken(Refused):
    """Another object in the tenant already holds the login name or an address of the account to create.

    `certain` says that it is somebody else's for sure: no earlier try of the same creation went without an answer.
    """

    certain = True


class AccountMissing(Refused):
    """No account has this object id: deleted, or not visible yet shortly after its creation."""


class PersonMissing(Told):
    """The HR system does not know the person."""


class ConcurrentChange(Exception):
    """The stored state was changed by somebody else since it was read."""


class MessageTooLarge(Told):
    """An event does not fit into one queue message. The text is a sentence with both sizes."""


class Misconfigured(Told):
    """An app setting is missing or wrong. The text is a sentence that names it."""


class BadCursor(ValueError):
    """A place in a list that no answer ever named; holds the text that was given."""


class RequestRejected(Told):
    """An HTTP request that is not taken in. `status` is the HTTP status, the text a sentence that says what to do."""

    def __init__(self, status: int, sentence: str) -> None:
        self.status = status
        super().__init__(sentence)
