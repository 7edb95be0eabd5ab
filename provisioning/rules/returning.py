"""What to do about a linked account that is not there: wait for a new one, bring back a rehired person's, or hold."""

from provisioning.model import DeletedAccount, EnableAccount, Link, Plan, RestoreAccount, StepName
from provisioning.rules.creating import create
from provisioning.rules.draft import Draft
from provisioning.rules.facts import NOT_VISIBLE_FOR, Facts, is_fresh, when_to_look_for
from provisioning.rules.lifecycle import Access, Phase
from provisioning.rules.login_names import first_free


def without_linked_account(draft: Draft, link: Link) -> Plan:
    """Return the plan for a person whose linked account Graph does not show.

    Only an account that we had blocked, and whose owner came back, is brought back from the deleted items or made anew:
    whoever deletes the account of somebody at work wants it gone.
    """
    facts = draft.facts
    fresh = is_fresh(link, facts.now)
    if facts.deleted:
        return _bring_back(draft, link, facts.deleted)
    if facts.came_back and not fresh:
        return _make_anew(draft, link)
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


def _make_anew(draft: Draft, link: Link) -> Plan:
    draft.note(StepName.MATCHING, f"the linked account {link.account_id} was deleted for good")
    draft.replaces_link = True
    return create(draft)
