"""What the engine needs of the outside world, as protocols, and the ways in which the outside world fails."""

from provisioning.ports.cycles import CyclePage, CycleStore, StoredCycle
from provisioning.ports.directory import AccountLister, Directory, DirectoryReader, ListedAccount
from provisioning.ports.employees import DueReview, EmployeeStore, StoredRecord
from provisioning.ports.failures import (
    AccessDenied,
    AccountMissing,
    BadCursor,
    ConcurrentChange,
    MessageTooLarge,
    Misconfigured,
    NameTaken,
    PersonMissing,
    Refused,
    RequestRejected,
    TemporaryFailure,
)
from provisioning.ports.log import LogPage, LogQuery, ProvisioningLog
from provisioning.ports.running import Clock, EventQueue, StepQueue
from provisioning.ports.settings import (
    Secrets,
    SettingsChange,
    SettingsCheck,
    SettingsHistory,
    SettingsReader,
    SettingsStore,
)
from provisioning.ports.sources import (
    HrSource,
    HrSources,
    Listed,
    PeopleLister,
    PeopleReader,
    Received,
    RefusedEvent,
    Reply,
    Shown,
)

__all__ = [
    "AccessDenied",
    "AccountLister",
    "AccountMissing",
    "BadCursor",
    "Clock",
    "ConcurrentChange",
    "CyclePage",
    "CycleStore",
    "Directory",
    "DirectoryReader",
    "DueReview",
    "EmployeeStore",
    "EventQueue",
    "HrSource",
    "HrSources",
    "Listed",
    "ListedAccount",
    "LogPage",
    "LogQuery",
    "MessageTooLarge",
    "Misconfigured",
    "NameTaken",
    "PeopleLister",
    "PeopleReader",
    "PersonMissing",
    "ProvisioningLog",
    "Received",
    "Refused",
    "RefusedEvent",
    "Reply",
    "RequestRejected",
    "Secrets",
    "SettingsChange",
    "SettingsCheck",
    "SettingsHistory",
    "SettingsReader",
    "SettingsStore",
    "Shown",
    "StepQueue",
    "StoredCycle",
    "StoredRecord",
    "TemporaryFailure",
]
