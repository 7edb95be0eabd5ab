"""People of HR systems, who are not asked for while their system is in quarantine."""

from collections.abc import Mapping
from dataclasses import dataclass

from provisioning.ports import PeopleReader, Shown
from provisioning.quarantine.gate import QuarantineGate


@dataclass(frozen=True, slots=True)
class HeldReader:
    """PeopleReader. What cannot wait is worked off all the same, with what is known: it costs no call in vain."""

    source: str
    reader: PeopleReader
    gate: QuarantineGate

    async def fetch(self, employee_id: str) -> Shown:
        """See ports.PeopleReader. Fails at once with the reason of the quarantine, unless it is time for a try."""
        fault = await self.gate.in_vain(self.source)
        if fault:
            raise fault
        return await self.reader.fetch(employee_id)


def held(readers: Mapping[str, PeopleReader], gate: QuarantineGate) -> Mapping[str, PeopleReader]:
    """Return the readers, by source name, behind the gate."""
    return {source: HeldReader(source, reader, gate) for source, reader in readers.items()}
