"""Which list of an HR system is not believed: a list that is far shorter than the last one is an error until proven.

Sources: Microsoft's and others' users who lost every account to an empty read (docs/features.md, section I and J).
"""

from provisioning.setting_groups.cycles import AllowedDrop


def why_not_believed(listed: int, before: int | None, allowed: AllowedDrop) -> str | None:
    """Return why a complete list is not believed, as a sentence; None if it is.

    Args:
        listed: How many people it holds.
        before: How many the last one held; None: there was none.
        allowed: How many may be gone.
    """
    if listed == 0:
        return "the HR system listed nobody; check what the app may read there"
    gone = (before or 0) - listed
    if not _too_many(gone, before or 0, allowed):
        return None
    return (
        f"the HR system listed {listed} people, {gone} fewer than last time, which is more than cycles.allowedDrop "
        f"allows; {_WHAT_TO_DO}"
    )


def why_not_missing(missing: int, known: int, allowed: AllowedDrop) -> str | None:
    """Return why a list is not believed that leaves out this many people for the first time; None if it is."""
    if not _too_many(missing, known, allowed):
        return None
    return (
        f"the HR system's list suddenly leaves out {missing} of {known} people who are known, which is more than "
        f"cycles.allowedDrop allows; {_WHAT_TO_DO}"
    )


_WHAT_TO_DO = "check the HR system, and start a full cycle with acceptFewer if it is right"


def _too_many(gone: int, before: int, allowed: AllowedDrop) -> bool:
    return gone > allowed.count and gone * 100 > before * allowed.percent
