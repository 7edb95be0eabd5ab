"""What is told of the storage account."""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

import provisioning.storage
from provisioning.ports.setup import Place, PlaceAnswer
from provisioning.setup.azure_roles import AZURE_ROLES
from provisioning.setup.findings import Outcome
from provisioning.setup.storage import StorageCheck
from provisioning.storage.names import TABLES
from tests.setup.looking import found, look

EVENTS, CYCLES, PEOPLE = Place("queue", "hr-events"), Place("queue", "cycles"), Place("table", "employees")


@dataclass(frozen=True, slots=True)
class Answering:
    """Storage port that answers as a test says."""

    answers: Mapping[Place, PlaceAnswer]

    async def ask(self) -> Mapping[Place, PlaceAnswer]:
        """See ports.setup.Storage."""
        return self.answers


@pytest.mark.parametrize(
    ("answer", "status", "told", "remedy"),
    [
        (PlaceAnswer.WORKS, Outcome.OK, "can be read and written", None),
        (PlaceAnswer.MISSING, Outcome.OK, "will be made when first needed", None),
        (PlaceAnswer.DENIED, Outcome.FAILED, "may not read and write", "Storage Queue Data Contributor"),
        (PlaceAnswer.REFUSED, Outcome.FAILED, "does not let the app in", "firewall"),
        (PlaceAnswer.SILENT, Outcome.FAILED, "no answer from", "AzureWebJobsStorage__queueServiceUri"),
        (PlaceAnswer.UNCLEAR, Outcome.UNKNOWN, "could not tell about", "look again"),
    ],
    ids=lambda each: each.name if isinstance(each, PlaceAnswer) else "",
)
async def test_each_answer_has_its_sentence_and_its_remedy(
    answer: PlaceAnswer, status: Outcome, told: str, remedy: str | None
) -> None:
    (finding,) = await found(StorageCheck(Answering({EVENTS: answer, CYCLES: answer})))
    assert (finding.subject, finding.status) == ("queues", status)
    assert told in finding.sentence
    assert "2 queues (cycles, hr-events)" in finding.sentence
    assert remedy is None or remedy in str(finding.remedy)


async def test_places_that_answer_differently_are_told_apart_and_queues_first() -> None:
    answers = {PEOPLE: PlaceAnswer.DENIED, EVENTS: PlaceAnswer.WORKS, CYCLES: PlaceAnswer.MISSING}
    check = StorageCheck(Answering(answers))
    assert await look(check) == [("queues", "ok"), ("queues", "ok"), ("tables", "failed")]
    assert "Storage Table Data Contributor" in str((await found(check))[2].remedy)


def test_every_table_that_a_store_names_is_asked() -> None:
    assert set(TABLES) == tables_of_the_stores()


def tables_of_the_stores() -> set[str]:
    modules = [
        importlib.import_module(f"provisioning.storage.{each.name}")
        for each in pkgutil.iter_modules(provisioning.storage.__path__)
    ]
    return {module.TABLE for module in modules if hasattr(module, "TABLE")}


def test_the_roles_of_the_identity_are_five_and_each_has_an_id_of_its_own() -> None:
    assert len({each.id for each in AZURE_ROLES}) == len({each.name for each in AZURE_ROLES}) == 5
    assert {each.scope for each in AZURE_ROLES} == {"storage", "keyVault", "applicationInsights"}
