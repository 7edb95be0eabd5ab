"""A value that an expression redacts is written to the account, and not shown in the log."""

from provisioning.model import AppliedOperation, Change, DisableAccount, Status, UpdateAccount
from provisioning.rules.redacting import redacted, redacted_targets
from provisioning.settings import Settings
from tests.rules.planning import CREATE_ANA

SETTINGS = Settings.model_validate(
    {
        "attributeMappings": [
            {"type": "expression", "target": "mobilePhone", "expression": "Redact([workMobile])"},
            {"type": "expression", "target": "jobTitle", "expression": "ToUpper([jobTitle])"},
            {"type": "direct", "target": "city", "source": "site"},
        ]
    }
)
PHONE = Change(attribute="mobilePhone", old="1", new="2")
TITLE = Change(attribute="jobTitle", old="COOK", new="NURSE")


def test_only_the_targets_of_expressions_that_say_so_are_redacted() -> None:
    assert redacted_targets(SETTINGS) == {"mobilePhone"}
    assert redacted_targets(Settings()) == frozenset()


def test_neither_the_old_nor_the_new_value_is_shown() -> None:
    done = AppliedOperation(operation=UpdateAccount(changes=(PHONE, TITLE)), status=Status.SUCCESS)
    shown = redacted(done, {"mobilePhone"}).operation
    hidden = Change(attribute="mobilePhone", old="[Redact]", new="[Redact]")
    assert shown == UpdateAccount(changes=(hidden, TITLE))


def test_nor_is_that_of_a_new_account() -> None:
    operation = CREATE_ANA.model_copy(update={"attributes": {"mobilePhone": "2", "jobTitle": "NURSE"}})
    shown = redacted(AppliedOperation(operation=operation, status=Status.SUCCESS), {"mobilePhone"}).operation
    assert shown == CREATE_ANA.model_copy(update={"attributes": {"mobilePhone": "[Redact]", "jobTitle": "NURSE"}})


def test_what_has_no_values_is_shown_as_it_is() -> None:
    done = AppliedOperation(operation=DisableAccount(), status=Status.SUCCESS)
    assert redacted(done, {"mobilePhone"}) == done
