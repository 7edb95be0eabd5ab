"""Events of another company of the HR system: refused, however well they are signed, if a company is pinned."""

import pytest

from provisioning.ports import HrSource, Received, RequestRejected
from provisioning.sources.bamboohr import BambooSource
from provisioning.sources.bob import BobSource
from provisioning.sources.personio.webhooks import PersonioSource
from tests.builders import NOON
from tests.sources.bamboohr import test_webhooks as bamboohr
from tests.sources.payloads import as_body, document, payload
from tests.sources.personio import test_webhooks as personio
from tests.sources.test_bob import SECRET, signed

type Case = tuple[type[BobSource | PersonioSource | BambooSource], str, str, str]

BOB: Case = (BobSource, "bob/v2-left.json", "714205", "BOB_COMPANY_ID")
PERSONIO: Case = (PersonioSource, "personio/webhook-person-updated.json", "4242", "PERSONIO_COMPANY_ID")
BAMBOOHR: Case = (BambooSource, "bamboohr/event-updated.json", "55213", "BAMBOOHR_COMPANY_ID")
CASES = [BOB, PERSONIO, BAMBOOHR]
IDS = ["Bob", "Personio", "BambooHR"]


def sent(source: HrSource, body: bytes) -> Received:
    """Send a body that is signed as it must be."""
    if isinstance(source, BobSource):
        return source.receive(body, signed(body), NOON)
    return source.receive(body, personio.SENT if isinstance(source, PersonioSource) else bamboohr.signed(body), NOON)


def secret_of(kind: type[HrSource]) -> str:
    return {BobSource: SECRET, PersonioSource: personio.TOKEN, BambooSource: bamboohr.KEY}[kind]


@pytest.mark.parametrize("case", CASES, ids=IDS)
@pytest.mark.parametrize("pinned", [True, False], ids=["the pinned company", "no company is pinned"])
def test_events_of_our_own_company_are_taken(case: Case, *, pinned: bool) -> None:
    kind, sample, company, _ = case
    assert sent(kind([secret_of(kind)], f" {company} " if pinned else None), payload(sample)).events


@pytest.mark.parametrize("case", CASES, ids=IDS)
@pytest.mark.parametrize("other", ["1", "00", "", "another"])
def test_a_well_signed_event_of_another_company_is_403(case: Case, other: str) -> None:
    kind, sample, company, setting = case
    with pytest.raises(RequestRejected, match=f"about company '{company}', and the app setting {setting} names") as no:
        sent(kind([secret_of(kind)], other), payload(sample))
    assert no.value.status == 403


def test_an_event_of_bamboohr_that_names_no_company_is_403_when_one_is_pinned() -> None:
    body = as_body({**document("bamboohr/event-updated.json"), "data": {"employeeId": "218"}})
    with pytest.raises(RequestRejected, match="about no company"):
        sent(BambooSource([bamboohr.KEY], "55213"), body)


def test_a_field_based_call_of_bamboohr_names_no_company_and_is_known_by_its_key() -> None:
    assert sent(BambooSource([bamboohr.KEY], "55213"), payload("bamboohr/fields.json")).events


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_company_is_looked_at_after_the_sender_is_known(case: Case) -> None:
    kind, sample, _, _ = case
    with pytest.raises(RequestRejected) as rejected:
        kind([secret_of(kind)], "1").receive(payload(sample), {"content-type": "application/json"}, NOON)
    assert rejected.value.status == 401


def test_a_sentence_shows_no_more_than_the_beginning_of_a_company() -> None:
    body = as_body({**document("bob/v2-left.json"), "companyId": "9" * 100_000})
    with pytest.raises(RequestRejected) as rejected:
        sent(BobSource([SECRET], "714205"), body)
    assert len(str(rejected.value)) < 300
