"""What to do about a linked account that is not there: wait for a new one, bring back who returns, or hold."""

from dataclasses import replace

from provisioning.model import DeletedAccount, Link, Plan, RestoreAccount, StepName
from provisioning.rules.lifecycle import Phase
from provisioning.rules.login_names import Names, first_free
from provisioning.rules.planning.draft import Draft
from provisioning.rules.planning.facts import LOOK_AGAIN_AFTER, NOT_VISIBLE_FOR, Facts, is_fresh
from provisioning.rules.protection import protected_by_name


def without_lost_link(facts: Facts, link: Link) -> Facts:
    """Return the facts about somebody whose account is neither there nor in the deleted items.

    Who came back is then like one who was never linked: matched first, as somebody may have made another account, and
    created if need be. A link that is new stays, though: its account may not be visible yet.
    """
    if is_fresh(link, facts.now) or not facts.came_back:
        return facts
    lost: dict[str, object] = {"link": None, "disabled_at": None, "sessions_revoked": False, "overruled_at": None}
    record = facts.record.model_copy(update={**lost, "lost_account": link.account_id})
    return replace(facts, record=record)


def without_linked_account(draft: Draft, link: Link) -> Plan:
    """Return the plan for a person whose linked account Graph does not show.

    Only an account that we had blocked, and whose owner came back, is brought back from the deleted items: whoever
    deletes the account of somebody at work wants it gone.
    """
    facts = draft.facts
    if facts.deleted and facts.came_back:
        return _bring_back(draft, link, facts.deleted)
    fresh = facts.deleted is None and is_fresh(link, facts.now)
    if fresh or facts.stage.phase is not Phase.LEFT:
        draft.look_again(NOT_VISIBLE_FOR if fresh else LOOK_AGAIN_AFTER)
    missing = "is not visible in Entra yet" if fresh else "was deleted in Entra; restore it there if it is wanted"
    return draft.skip(StepName.MATCHING, f"the linked account {link.account_id} {missing}")


def _bring_back(draft: Draft, link: Link, deleted: DeletedAccount) -> Plan:
    """Plan the restoration alone: whether the account may be enabled and changed is seen when it can be read."""
    facts, name = draft.facts, deleted.user_principal_name
    draft.note(StepName.MATCHING, f"the linked account {link.account_id} is in the deleted items")
    reason = protected_by_name(deleted.id, name, facts.settings)
    if reason:
        draft.look_again(LOOK_AGAIN_AFTER)
        return draft.skip(StepName.MATCHING, f"not touched: {reason}")
    taken = name.lower() in facts.names_taken
    names = facts.names or Names()
    new_name = first_free(names, facts.names_taken) if taken else None
    if taken and new_name is None:
        draft.look_again(LOOK_AGAIN_AFTER)
        sentence = names.problem or names.nothing_free
        return draft.skip(StepName.PROCESSING, f"cannot be restored, as {name} was given away: {sentence}")
    draft.operations.append(RestoreAccount(new_user_principal_name=new_name))
    draft.note(StepName.PROCESSING, f"restores {name}{f' as {new_name}' if new_name else ''}: {facts.stage.reason}")
    draft.look_again(NOT_VISIBLE_FOR)
    return draft.finish()
