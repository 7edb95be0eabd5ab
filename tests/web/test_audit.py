"""The audit trail over HTTP."""

import pytest

from provisioning.auditing import THE_APP, Auditor
from provisioning.ports import RequestRejected
from provisioning.web.audit import AuditApi
from tests.fakes.audit import AuditInMemory
from tests.fakes.clock import TurnedClock
from tests.web.requests import document, request


async def three_entries() -> AuditApi:
    """Return the endpoint over a trail of three hours."""
    trail, clock = AuditInMemory(), TurnedClock()
    auditor = Auditor(trail, clock)
    for by, count in ((THE_APP, 1), ("it.lead@contoso.com", 2), (THE_APP, 3)):
        await auditor.note(by, "disables.staged", f"staged {count} disables", count=count, batchId=f"b{count}")
        clock.turn(hours=1)
    return AuditApi(trail)


async def test_an_entry_says_who_did_what_and_when() -> None:
    api = await three_entries()
    page = document(await api.entries(request(params={"limit": "2"})))
    entry = page["entries"][1]
    assert entry.pop("id")
    assert entry == {
        "at": "2026-03-02T13:00:00Z",
        "by": "it.lead@contoso.com",
        "action": "disables.staged",
        "sentence": "staged 2 disables",
        "details": {"count": 2, "batchId": "b2"},
    }


async def test_pages_follow_each_other_the_newest_first() -> None:
    api = await three_entries()
    first = document(await api.entries(request(params={"limit": "2", "code": "a key"})))
    rest = document(await api.entries(request(params={"cursor": first["cursor"]})))
    sentences = [entry["sentence"] for entry in (*first["entries"], *rest["entries"])]
    assert sentences == ["staged 3 disables", "staged 2 disables", "staged 1 disables"]
    assert rest["cursor"] is None


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"cursor": "nonsense"}, "cursor is not one that an earlier answer gave"),
        ({"limit": "0"}, "limit must be a number from 1 to 200"),
        ({"by": "me"}, "by is not known here; the audit log takes cursor and limit"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(params: dict[str, str], sentence: str) -> None:
    with pytest.raises(RequestRejected, match=sentence) as rejected:
        await AuditApi(AuditInMemory()).entries(request(params=params))
    assert rejected.value.status == 400
