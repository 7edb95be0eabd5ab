"""What to do about a linked account that is not there: wait for a new one, bring back who returns, or hold."""

from dataclasses import replace

from provisioning.model import DeletedAccount, EnableAccount, Link, Plan, RestoreAccount, StepName
from provisioning.rules.draft import Draft
from provisioning.rules.facts import NOT_VISIBLE_FOR, Facts, is_fresh, when_to_look_for
from provisioning.rules.lifecycle import Access, Phase
from provisioning.rules.login_names import first_free


def without_lost_link(facts: Facts, link: Link) -> Facts:
    """Return the facts about somebody who came back, whose account is neither there nor in the deleted items.

    A link that is new stays: its account may not be visible yet. Else the account is gone for good, and the person is
    like one who was never linked: matched first, as somebody may have made another account, and created if need be.
    """
    if is_fresh(link, facts.now):
        return facts
    record = facts.record.model_copy(update={"link": None, "disabled_at": None, "sessions_revoked": False})
    return replace(facts, record=record, gone=link.account_id)


def without_linked_account(draft: Draft, link: Link) -> Plan:
    """Return the plan for a person whose linked account Graph does not show.

    Only an account that we had blocked, and whose owner came back, is brought back from the deleted items: whoever
    deletes the account of somebody at work wants it gone.
    """
    facts = draft.facts
    if facts.deleted:
        return _bring_back(draft, link, facts.deleted)
    fresh = is_fresh(link, facts.now)
    if fresh or facts.stage.phase is not Phase.LEFT:
        draft.reviews.append(when_to_look_for(link, facts.now))
    missing = "is not visible in Entra yet" if fresh else "was deleted in Entra; restore it there if it is wanted"
    return draft.skip(StepName.MATCHING, f"the linked account {link.account_id} {missing}")


def _bring_back(draft: Draft, link: Link, deleted: DeletedAccount) -> Plan:
    facts, name = draft.facts, deleted.user_principal_name
    draft.note(StepName.MATCHING, f"the linked account {link.account_id} is in the deleted items")
    new_name = _new_name(facts) if name.lower() in facts.names_taken else None
    draft.operations.append(RestoreAccount(new_user_principal_name=new_name))
    draft.note(StepName.PROCESSING, f"restores {name}{f' as {new_name}' if new_name else ''}: {facts.stage.reason}")
    if facts.stage.access is Access.ALLOW:
        draft.operations.append(EnableAccount())
        draft.note(StepName.PROCESSING, "allows sign-in again, which we had blocked")
    # What else has changed is seen when the account can be read.
    draft.look_again(NOT_VISIBLE_FOR)
    return draft.finish()


def _new_name(facts: Facts) -> str | None:
    return first_free(facts.names, facts.names_taken) if facts.names else None
