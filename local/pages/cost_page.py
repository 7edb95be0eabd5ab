"""The text of docs/cost.md: prose with the tables that the arithmetic gives, so that no figure is typed by hand."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from local.cost.bill import bill, total
from local.cost.inputs import Inputs, inputs
from local.cost.prices import PRICES, Price
from local.cost.volumes import volumes, work
from local.pages.tables import wide_table

_TEXT: Final = (Path(__file__).resolve().parent / "cost_text.md").read_text(encoding="utf-8")
SIZES: Final = (500, 5_000, 50_000)
"""People of the companies that the page is about."""

_HEADS: Final = tuple(f"{people:,} people" for people in SIZES)
_VARIANTS: Final[Mapping[str, Mapping[str, float]]] = {
    "as above: 2,048 MB, nothing kept ready, a full cycle a day": {},
    "one instance kept ready for HTTP": {"always_ready": 1},
    "512 MB": {"memory_mb": 512},
    "512 MB, one instance kept ready": {"memory_mb": 512, "always_ready": 1},
    "a full cycle a week": {"full_every_hours": 168},
    "512 MB and a full cycle a week": {"memory_mb": 512, "full_every_hours": 168},
    "three changes a person a month": {"changes_a_person": 3},
    "with the private network": {"private_network": 1},
}


def page() -> str:
    """Return the whole page."""
    text = _TEXT
    for name, made in _TABLES.items():
        text = text.replace(f"{{{{{name}}}}}", made())
    return text


def _of_sizes(of: Callable[[int], float], shown: Callable[[float], str]) -> list[str]:
    return [shown(of(people)) for people in SIZES]


def _bill() -> str:
    bills = [bill(Inputs(people=people)) for people in SIZES]
    rows = [
        (lines[0].what, *(_dollars(line.dollars) for line in lines), f"`{lines[0].formula}`")
        for lines in zip(*bills, strict=True)
    ]
    totals = _of_sizes(lambda people: total(Inputs(people=people)), _dollars)
    each = _of_sizes(lambda people: total(Inputs(people=people)) / people, _cents)
    return wide_table(
        ("a month", *_HEADS, "how"),
        [*rows, ("**total**", *(f"**{amount}**" for amount in totals), ""), ("a person", *each, "")],
    )


def _volumes() -> str:
    rows: list[tuple[str, Callable[[Inputs], float]]] = [
        ("webhooks answered", lambda given: work(given).webhooks),
        ("looks at a person after them", lambda given: work(given).looks),
        ("people in cycles", lambda given: work(given).turns),
        ("steps of cycles", lambda given: work(given).steps),
        ("ticks of timers", lambda given: work(given).ticks),
        ("GB-seconds", lambda given: volumes(given).webhook_gb_seconds + volumes(given).other_gb_seconds),
        ("transactions on tables", lambda given: volumes(given).table_calls),
        ("operations on queues", lambda given: volumes(given).queue_calls),
        ("calls for leases", lambda given: volumes(given).blob_calls),
        ("GB of log rows", lambda given: volumes(given).log_gb),
        ("GB in tables after all months", lambda given: volumes(given).stored_gb),
    ]
    shown = [(what, *(_count(of(Inputs(people=people))) for people in SIZES)) for what, of in rows]
    return wide_table(("in a month", *_HEADS), shown)


def _variants() -> str:
    rows = [
        (what, *(_dollars(total(Inputs.model_validate({"people": people, **others}))) for people in SIZES))
        for what, others in _VARIANTS.items()
    ]
    return wide_table(("a month", *_HEADS), rows)


def _inputs() -> str:
    rows = [(f"`{one.name}`", f"{one.default:g}", one.what, one.source) for one in inputs()]
    return wide_table(("input", "default", "what it is", "where the default comes from"), rows)


def _prices() -> str:
    rows = [
        (price.unit, _price(price), f"{price.free:,}" if price.free else "", price.region, price.page)
        for price in PRICES
    ]
    return wide_table(("for each", "list price", "free in a month", "region and time", "check it at"), rows)


def _price(price: Price) -> str:
    per = f" for {price.per:,}" if price.per > 1 else ""
    return f"${price.dollars:.6f}".rstrip("0").ljust(5, "0") + per


def _dollars(amount: float) -> str:
    return f"${amount:,.2f}"


def _cents(amount: float) -> str:
    return f"${amount:,.4f}"


def _count(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 10 else f"{amount:,.1f}"  # noqa: PLR2004 - two figures are enough


_TABLES: Final[Mapping[str, Callable[[], str]]] = {
    "bill": _bill,
    "volumes": _volumes,
    "variants": _variants,
    "inputs": _inputs,
    "prices": _prices,
}
