"""What the tests of checks share: findings as the tests read them."""

from collections.abc import Sequence

from provisioning.settings import Settings
from provisioning.setup.findings import Check, Finding


async def look(check: Check, settings: Settings | None = None) -> list[tuple[str, str]]:
    """Return what a check finds, as (subject, status)."""
    return [(each.subject, each.status.value) for each in await found(check, settings)]


async def found(check: Check, settings: Settings | None = None) -> Sequence[Finding]:
    """Return what a check finds, after seeing that whatever is wrong comes with something to do."""
    findings = await check.look(settings or Settings())
    assert {each.check for each in findings} <= {check.name}
    assert all(each.remedy for each in findings if each.status.value in {"failed", "warning"})
    return findings
