"""When an account passes on to a person whom the HR system knew under another id before.

As when a contractor becomes an employee. Only a field in which the HR system says so counts, never a likeness.
"""

from datetime import datetime, timedelta
from typing import Final

from provisioning.fields import LONGEST_ID
from provisioning.model import Account, EmployeeRecord, TakenOver
from provisioning.rules.lifecycle import Phase, Stage
from provisioning.rules.matching import Hold, Match, text_of
from provisioning.rules.planning.facts import NOT_VISIBLE_FOR, is_fresh
from provisioning.settings import Settings

LOOK_FOR_LEAVERS_AFTER: Final = timedelta(hours=1)
"""When to look whether the former id has left, in case that is not known beforehand."""


def former_id(record: EmployeeRecord, settings: Settings) -> str | None:
    """Return the HR id under which the HR system says that it knew the person before, or None.

    Only of a person without an account: who has one goes on with it. A text that is longer than an id can be names
    nobody that we know.
    """
    if record.link or settings.former_id_attribute is None:
        return None
    former = text_of(record.employee, settings.former_id_attribute)
    return former if former != record.employee_id and len(former or "") <= LONGEST_ID else None


def take_over(
    record: EmployeeRecord, former: EmployeeRecord, stage: Stage, account: Account | None, now: datetime
) -> Match | Hold | None:
    """Return whether the account of a former HR id passes on to the person; None when there is nothing to pass on.

    Args:
        record: The person under the new id.
        former: The person under the former id.
        stage: Where the former id stands.
        account: The account that is linked to the former id, if Entra shows it.
        now: UTC.
    """
    if former.succeeded_by not in {None, record.employee_id}:
        return Hold(f"employee {former.employee_id} goes on as employee {former.succeeded_by} already")
    if not former.known:
        return None
    if stage.phase is not Phase.LEFT:
        name = account.user_principal_name if account else "the account"
        sentence = f"{name} passes on when employee {former.employee_id}, the former id, has left"
        return Hold(sentence, min(filter(None, (stage.changes_at, now + LOOK_FOR_LEAVERS_AFTER))))
    if account is None:
        sentence = f"the account of employee {former.employee_id}, the former id, is not visible in Entra yet"
        return Hold(sentence, now + NOT_VISIBLE_FOR) if is_fresh(former.link, now) else None
    own_block = {"disabled_at": former.disabled_at, "sessions_revoked": former.sessions_revoked}
    return Match(account, taken_over=TakenOver(employee_id=former.employee_id, **own_block))
