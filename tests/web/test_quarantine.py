"""The administrator's endpoint for quarantines, and provisioning on demand while something is in quarantine."""

import pytest

from provisioning.auditing import Auditor
from provisioning.ports import OwnFault, TemporaryFailure
from provisioning.web.quarantine import QuarantineApi
from tests.engine.people import anna
from tests.engine.world import World
from tests.fakes.interposed import Calls
from tests.quarantine.places import NO_TOKEN, Places
from tests.web.requests import document, request
from tests.web.serving import api_of


async def in_quarantine() -> tuple[Places, QuarantineApi]:
    """Return places of which Entra takes no token, and the endpoint."""
    places = Places()
    places.entra.failure = NO_TOKEN
    gate = places.gate()
    await gate.failed(NO_TOKEN)
    return places, QuarantineApi(gate, Auditor(places.audit, places.clock))


async def test_a_try_in_vain_tells_what_is_in_quarantine_still() -> None:
    places, api = await in_quarantine()
    told = document(await api.probe(request()))
    assert told == {"quarantine": [each.to_json() for each in await places.store.all()]}
    assert told["quarantine"][0]["where"] == "entra"


async def test_a_try_that_works_ends_the_quarantine_and_the_trail_says_who_asked() -> None:
    places, api = await in_quarantine()
    places.entra.failure = None
    asked = request(headers={"x-ms-client-principal-name": "maja@contoso.com"})
    assert document(await api.probe(asked)) == {"quarantine": []}
    assert [(each.by, each.action) for each in places.audit.entries] == [
        ("the app", "quarantine.entered"),
        ("maja@contoso.com", "quarantine.probed"),
        ("the app", "quarantine.left"),
    ]


async def test_provisioning_on_demand_is_let_through_and_ends_the_quarantine() -> None:
    places, _ = await in_quarantine()
    places.entra.failure = None
    world, gate = World(), places.gate()
    demand = {"source": "generic", "employee": anna().model_dump(mode="json", by_alias=True, exclude_unset=True)}
    told = document(await api_of(world).provision(request(demand), world.worker(), gate))
    assert told["status"] == "success"
    assert await places.store.all() == []


async def test_provisioning_on_demand_that_meets_a_fault_of_our_own_begins_a_quarantine() -> None:
    places, world = Places(), World()
    places.entra.failure = NO_TOKEN

    async def refused(_: object) -> object:
        raise OwnFault("entra", str(NO_TOKEN))

    undisturbed = Calls()
    demand = {"source": "generic", "employee": anna().model_dump(mode="json", by_alias=True, exclude_unset=True)}
    await api_of(World()).provision(request(demand), World().worker(undisturbed), places.gate())
    first = next(n for n, name in enumerate(undisturbed.names, start=1) if name.startswith("EntraInMemory"))
    with pytest.raises(TemporaryFailure):
        await api_of(world).provision(request(demand), world.worker(Calls(first, refused)), places.gate())
    assert [each.where for each in await places.store.all()] == ["entra"]
    assert len(world.queue) == 1
