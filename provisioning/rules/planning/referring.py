"""Point the account at the account of the person's manager."""

from provisioning.attributes import MANAGER
from provisioning.fields import Absent
from provisioning.model import SetManager, Status, StepName
from provisioning.rules import mapping
from provisioning.rules.drifting import Finding
from provisioning.rules.planning.draft import Draft
from provisioning.rules.planning.facts import LOOK_AGAIN_AFTER


def refer_to_manager(draft: Draft, current: str | None) -> None:
    """Plan the reference, or that it is set as soon as the manager has an account.

    Args:
        draft: The plan in the making.
        current: The object id that the account refers to now.
    """
    facts = draft.facts
    manager_id = mapping.manager_id(facts.record.employee, facts.settings)
    if isinstance(manager_id, Absent):
        return
    if manager_id == facts.record.employee_id:
        draft.note(StepName.REFERENCE_RESOLUTION, "the HR system names the person as their own manager", Status.WARNING)
        return
    new = facts.manager_account_id
    if manager_id and new is None:
        draft.waiting_for_manager = manager_id
        draft.look_again(LOOK_AGAIN_AFTER)
        sentence = f"the manager, employee {manager_id}, has no account yet; set as soon as there is one"
        draft.note(StepName.REFERENCE_RESOLUTION, sentence, Status.WARNING)
        return
    found = draft.compare(MANAGER, new, current)
    if found is Finding.UNSETTLED:
        draft.wait_for_old_reads(MANAGER)
    if found is Finding.DRIFTED:
        _tell_of_drift(draft, current)
    if draft.writes(found):
        draft.operations.append(SetManager(old=current, new=new))
        draft.note(StepName.REFERENCE_RESOLUTION, "sets the manager" if new else "removes the manager")


def _tell_of_drift(draft: Draft, current: str | None) -> None:
    drifted = (
        f"somebody made account {current} the manager in Entra" if current else "somebody removed the manager in Entra"
    )
    if draft.enforces:
        draft.note(StepName.REFERENCE_RESOLUTION, f"{drifted}; the HR system's is written (drift: enforce)")
    else:
        sentence = f"{drifted}, and the HR system has not changed it since; left as it is (drift: report)"
        draft.note(StepName.REFERENCE_RESOLUTION, sentence, Status.WARNING)
