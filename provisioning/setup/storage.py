"""Whether the queues and tables answer, and may be written."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from provisioning.ports.setup import PlaceAnswer, Storage
from provisioning.settings import Settings
from provisioning.setup.azure_roles import QUEUES, TABLES, AzureRole
from provisioning.setup.findings import Finding, Outcome

_ROLES: Final[Mapping[str, AzureRole]] = {"queue": QUEUES, "table": TABLES}
_SETTINGS: Final = "AzureWebJobsStorage__{}ServiceUri"
_KINDS: Final[Sequence[tuple[str, PlaceAnswer]]] = tuple((kind, answer) for kind in _ROLES for answer in PlaceAnswer)


@dataclass(frozen=True, slots=True)
class StorageCheck:
    """Check of the storage account. It leaves nothing behind there: it asks to change what does not exist."""

    storage: Storage
    name: str = "storage"
    subject: str = "queues and tables"

    async def look(self, settings: Settings) -> Sequence[Finding]:
        """See Check."""
        del settings
        by_answer: dict[tuple[str, PlaceAnswer], list[str]] = defaultdict(list)
        for place, answer in (await self.storage.ask()).items():
            by_answer[place.kind, answer].append(place.name)
        return [
            self._finding(kind, answer, by_answer[kind, answer]) for kind, answer in _KINDS if by_answer[kind, answer]
        ]

    def _finding(self, kind: str, answer: PlaceAnswer, names: Collection[str]) -> Finding:
        which = f"{_counted(len(names), kind)} ({', '.join(sorted(names))})"
        status, sentence, remedy = _told(kind, answer, which)
        return Finding(self.name, f"{kind}s", status, sentence, remedy)


def _told(kind: str, answer: PlaceAnswer, which: str) -> tuple[Outcome, str, str | None]:
    role, setting = _ROLES[kind], _SETTINGS.format(kind)
    match answer:
        case PlaceAnswer.WORKS:
            return Outcome.OK, f"{which} can be read and written", None
        case PlaceAnswer.MISSING:
            return Outcome.OK, f"{which} will be made when first needed, and may be read and written then", None
        case PlaceAnswer.DENIED:
            remedy = (
                f"assign the role {role.name} on the storage account to the app's identity, the one in "
                f"AzureWebJobsStorage__clientId; a new assignment can take ten minutes to work"
            )
            return Outcome.FAILED, f"the app's identity may not read and write {which}", remedy
        case PlaceAnswer.REFUSED:
            remedy = (
                "see that AzureWebJobsStorage__clientId names an identity of this app in the account's tenant, and "
                "that the account's firewall lets the app's network in"
            )
            return Outcome.FAILED, f"the storage account does not let the app in to {which}", remedy
        case PlaceAnswer.SILENT:
            remedy = (
                f"check the address in {setting}, and, if the account is in a virtual network, its private endpoint "
                f"for {kind}s and the DNS zone that leads there"
            )
            return Outcome.FAILED, f"there is no answer from {which}", remedy
        case PlaceAnswer.UNCLEAR:
            remedy = "look again in a minute; if it stays so, see the storage account's own health in the portal"
            return Outcome.UNKNOWN, f"the storage account could not tell about {which}", remedy


def _counted(number: int, kind: str) -> str:
    return f"1 {kind}" if number == 1 else f"{number} {kind}s"
