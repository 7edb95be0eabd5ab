"""Which company of an HR system a call is about: another one's events are not taken in, however they are signed."""

from typing import Final

from provisioning.ports import RequestRejected

_LONGEST_SHOWN: Final = 100


def check_company(given: str | None, pinned: str | None, setting: str) -> None:
    """Refuse a call about another company than the one that is pinned.

    Args:
        given: The company as the call names it; None if it does not.
        pinned: The company whose events are taken in; None for any.
        setting: The app setting that pins it, for the sentence.

    Raises:
        RequestRejected: 403.
    """
    if pinned is None or given == pinned.strip():
        return
    named = f"company {given[:_LONGEST_SHOWN]!r}" if given is not None else "no company"
    raise RequestRejected(
        403, f"the call is about {named}, and the app setting {setting} names another; check whose webhook this is"
    )
