"""How much the app does in a month, by the inputs: executions, seconds, transactions, data."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from local.cost.inputs import HOURS_A_MONTH, SECONDS_A_MONTH, Inputs

TICKS_OF_REVIEW_DUE: Final = HOURS_A_MONTH * 60
TICKS_OF_WATCH: Final = HOURS_A_MONTH * 12
NIGHTS: Final = HOURS_A_MONTH / 24

CALLS_OF_A_HIRE: Final = 8
CALLS_OF_A_CHANGE: Final = 6
CALLS_OF_A_LEAVER: Final = 10
"""Transactions on tables: tests/storage/test_transactions.py."""
CALLS_OF_A_LOOK: Final = CALLS_OF_A_CHANGE
"""A look that changes nothing costs no more than a change."""
CALLS_OF_A_TURN: Final = CALLS_OF_A_LOOK + 2
"""A person of a cycle is one read and one write more: tests/storage/test_cycle_transactions.py."""
CALLS_OF_A_RESERVATION: Final = 1
CALLS_OF_A_TICK_OF_WATCH: Final = 20
QUEUE_CALLS_OF_A_TICK_OF_WATCH: Final = 8
"""Rounded up, as some parts ask again when there is something to tell: tests/storage/test_watching_transactions.py."""
CALLS_OF_A_CYCLE: Final = 10
"""Its start, its steps and its end, rounded up."""
STEPS_OF_A_CYCLE: Final = 3
"""List and compare, find that all are done, finish."""
CALLS_OF_A_MESSAGE: Final = 3
"""It is put, taken and deleted."""
QUEUES: Final = 4
POLL_SECONDS: Final = 2
"""host.json: `maxPollingInterval`."""
LEASE_SECONDS: Final = 5
HOST_RENEWAL_SECONDS: Final = 12
"""How often an instance looks whether it can have the host's lease, and how often the one that has it renews it.

https://github.com/Azure/azure-functions-host, PrimaryHostCoordinator.cs
"""
TIMERS: Final = 4
TIMER_RENEWAL_SECONDS: Final = 30
"""Each timer has a lease of its own: https://github.com/Azure/azure-functions-host/issues/10505"""
WRITES_OF_A_TICK: Final = 2

_KILOBYTES_A_GB: Final = 1_000_000
_SHORTEST_SECONDS: Final = 1.0
_MB_OF_A_CORE: Final = 2048


@dataclass(frozen=True, slots=True)
class Work:
    """How often what is executed in a month; `people` are those who are hired, leave or change."""

    hires: float
    leavers: float
    changes: float
    webhooks: float
    looks: float
    cycles: float
    turns: float
    steps: float
    ticks: float

    @property
    def people(self) -> float:
        """How many hires, leavers and changes there are."""
        return self.hires + self.leavers + self.changes

    @property
    def queued(self) -> float:
        """What comes by a queue."""
        return self.looks + self.turns + self.steps

    @property
    def executions(self) -> float:
        """Every execution."""
        return self.webhooks + self.queued + self.ticks


@dataclass(frozen=True, slots=True)
class Volumes:
    """What is paid for in a month, in the units of the price list."""

    webhook_executions: float
    other_executions: float
    webhook_gb_seconds: float
    other_gb_seconds: float
    table_calls: float
    queue_calls: float
    blob_calls: float
    vault_calls: float
    log_gb: float
    stored_gb: float


def work(given: Inputs) -> Work:
    """Return what is executed. Whoever changes is also in the next cycle."""
    hires, leavers = given.people * given.hires_a_year / 12, given.people * given.leavers_a_year / 12
    changes = given.people * given.changes_a_person
    webhooks = (hires + leavers + changes) * given.webhooks_a_change
    ticks_of_reconcile = HOURS_A_MONTH * 60 / given.cycle_every_minutes
    turns = given.people * HOURS_A_MONTH / given.full_every_hours + hires + leavers + changes
    cycles = ticks_of_reconcile * given.hr_systems
    return Work(
        hires=hires,
        leavers=leavers,
        changes=changes,
        webhooks=webhooks,
        looks=webhooks * given.looks_a_webhook,
        cycles=cycles,
        turns=turns,
        steps=cycles * STEPS_OF_A_CYCLE + turns / given.people_a_second,
        ticks=TICKS_OF_REVIEW_DUE + TICKS_OF_WATCH + ticks_of_reconcile + NIGHTS,
    )


def volumes(given: Inputs) -> Volumes:
    """Return what is paid for."""
    done = work(given)
    return Volumes(
        webhook_executions=done.webhooks,
        other_executions=done.executions - done.webhooks,
        webhook_gb_seconds=done.webhooks * billed(given.webhook_seconds) * given.memory_mb / 1024,
        other_gb_seconds=_other_seconds(given, done) * given.memory_mb / 1024,
        table_calls=_table_calls(given, done),
        queue_calls=_queue_calls(done),
        blob_calls=given.instances_up * SECONDS_A_MONTH / LEASE_SECONDS,
        vault_calls=given.secrets * NIGHTS,
        log_gb=_log_kilobytes(given, done) / _KILOBYTES_A_GB,
        stored_gb=(done.looks + done.turns) * given.months_kept * given.entry_kilobytes / _KILOBYTES_A_GB,
    )


def billed(seconds: float) -> float:
    """Return what a period of execution is billed as: at least one second, then begun tenths of a second.

    https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#billing
    """
    return max(_SHORTEST_SECONDS, ceil(round(seconds * 10, 6)) / 10)


def _other_seconds(given: Inputs, done: Work) -> float:
    """Return the billed seconds of all but webhooks: looks, ticks and steps are alone, people of a cycle are not."""
    computing = given.processor_seconds * _MB_OF_A_CORE / given.memory_mb
    look = given.wait_seconds + computing
    turn = max(look / given.at_once, computing)
    return done.looks * billed(look) + (done.ticks + done.steps) * billed(given.timer_seconds) + done.turns * turn


def _table_calls(given: Inputs, done: Work) -> float:
    first_looks = done.hires * CALLS_OF_A_HIRE + done.leavers * CALLS_OF_A_LEAVER + done.changes * CALLS_OF_A_CHANGE
    other_looks = max(0.0, done.looks - done.people) * CALLS_OF_A_LOOK
    reservations = (done.looks + done.turns) * CALLS_OF_A_RESERVATION
    timers = TICKS_OF_REVIEW_DUE * (1 + given.hr_systems) + TICKS_OF_WATCH * CALLS_OF_A_TICK_OF_WATCH
    cycles = done.turns * CALLS_OF_A_TURN + done.cycles * CALLS_OF_A_CYCLE
    return first_looks + other_looks + reservations + timers + cycles


def _queue_calls(done: Work) -> float:
    polling = QUEUES * SECONDS_A_MONTH / POLL_SECONDS
    return done.queued * CALLS_OF_A_MESSAGE + TICKS_OF_WATCH * QUEUE_CALLS_OF_A_TICK_OF_WATCH + polling


def _log_kilobytes(given: Inputs, done: Work) -> float:
    of_executions = done.executions * given.log_kilobytes
    of_instances = given.instances_up * HOURS_A_MONTH * 60 * given.idle_kilobytes
    of_storage = _storage_log_rows(done) * given.storage_row_kilobytes
    return of_executions + TICKS_OF_WATCH * given.signal_kilobytes + of_instances + of_storage


def _storage_log_rows(done: Work) -> float:
    """Return the rows that storage logs: writes of blobs, which renewed leases are as well, and deleted messages."""
    renewals = SECONDS_A_MONTH / HOST_RENEWAL_SECONDS + TIMERS * SECONDS_A_MONTH / TIMER_RENEWAL_SECONDS
    return renewals + done.ticks * WRITES_OF_A_TICK + done.queued
