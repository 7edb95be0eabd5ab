"""What the engine needs of the outside world, as protocols, and the ways in which the outside world fails."""

from provisioning.ports.directory import Directory, DirectoryReader
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
from provisioning.ports.running import Clock, EventQueue
from provisioning.ports.settings import (
    Secrets,
    SettingsChange,
    SettingsCheck,
    SettingsHistory,
    SettingsReader,
    SettingsStore,
)
from provisioning.ports.sources import HrSource, PeopleReader, Received, RefusedEvent, Shown

__all__ = [
    "AccessDenied",
    "AccountMissing",
    "BadCursor",
    "Clock",
    "ConcurrentChange",
    "Directory",
    "DirectoryReader",
    "DueReview",
    "EmployeeStore",
    "EventQueue",
    "HrSource",
    "LogPage",
    "LogQuery",
    "MessageTooLarge",
    "Misconfigured",
    "NameTaken",
    "PeopleReader",
    "PersonMissing",
    "ProvisioningLog",
    "Received",
    "Refused",
    "RefusedEvent",
    "RequestRejected",
    "Secrets",
    "SettingsChange",
    "SettingsCheck",
    "SettingsHistory",
    "SettingsReader",
    "SettingsStore",
    "Shown",
    "StoredRecord",
    "TemporaryFailure",
]
