"""Functions on dates and times. Without an offset they are in UTC. A date that is null or empty gives null."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from provisioning.rules.expressions.arguments import Arguments, Function, Parameter
from provisioning.rules.expressions.date_formats import written
from provisioning.rules.expressions.date_reading import USUAL_STYLES, in_utc, read, read_usual, styles_of
from provisioning.rules.expressions.errors import Unfit
from provisioning.rules.expressions.functions.checks import a_number
from provisioning.rules.expressions.values import Scalar, Value, as_text

_FILE_TIME_ZERO: Final = datetime(1601, 1, 1, tzinfo=UTC)
_WEEK: Final = timedelta(weeks=1)
_UNITS: Final[Mapping[str, timedelta]] = MappingProxyType(
    {
        "d": timedelta(days=1),
        "ww": _WEEK,
        "h": timedelta(hours=1),
        "n": timedelta(minutes=1),
        "s": timedelta(seconds=1),
    }
)
_MONTHS: Final[Mapping[str, int]] = MappingProxyType({"yyyy": 12, "m": 1})
_STYLED: Final = 4  # arguments of FormatDateTime; pasted mappings leave out dateTimeStyles with its comma, too


def _an_interval(value: Scalar) -> None:
    if (as_text(value) or "").lower() not in {*_UNITS, *_MONTHS}:
        raise Unfit("needs one of yyyy (years), m (months), d (days), ww (weeks), h (hours), n (minutes), s (seconds)")


def _interval(call: Arguments) -> str:
    interval = (call.text(0) or "").lower()
    try:
        _an_interval(interval)
    except Unfit as unfit:
        call.fail(0, str(unfit))
    return interval


def _needed_date(call: Arguments, index: int) -> datetime:
    moment = call.date(index)
    if moment is None:
        call.fail(index, "needs a date, and there is none")
    return in_utc(moment)


def _c_date(call: Arguments) -> Value:
    moment = call.date(0)
    return None if moment is None else in_utc(moment)


def _now(call: Arguments) -> Value:
    return call.context.now.astimezone(UTC)


def _date_add(call: Arguments) -> Value:
    interval, count, moment = _interval(call), call.needed(1), call.date(2)
    if moment is None:
        return None
    try:
        if interval in _MONTHS:
            return _months_later(in_utc(moment), count * _MONTHS[interval])
        return in_utc(moment) + count * _UNITS[interval]
    except (OverflowError, ValueError):
        raise Unfit("comes to a date outside of the years 1 to 9999") from None


def _months_later(moment: datetime, count: int) -> datetime:
    """Return the same day some months later, or that month's last day if it has no such day."""
    years, month = divmod(moment.month - 1 + count, 12)
    first = moment.replace(year=moment.year + years, month=month + 1, day=1)
    following = (
        date(first.year, first.month, 28) + timedelta(days=4) if (first.year, first.month) < (9999, 12) else None
    )
    last = (following - timedelta(days=following.day)).day if following else 31
    return first.replace(day=min(moment.day, last))


def _date_diff(call: Arguments) -> Value:
    """Count as Visual Basic for .NET: years and months by the calendar, weeks by Sundays, the rest in full units."""
    interval, one, other = _interval(call), _needed_date(call, 1), _needed_date(call, 2)
    if interval == "yyyy":
        return other.year - one.year
    if interval == "m":
        return (other.year - one.year) * 12 + other.month - one.month
    if interval == "ww":
        return (_sunday(other) - _sunday(one)) // 7
    full = abs(other - one) // _UNITS[interval]
    return full if other > one else -full


def _sunday(moment: datetime) -> int:
    """Return the number of the Sunday on which a moment's week begins."""
    return moment.toordinal() - moment.isoweekday() % 7


def _date_from_num(call: Arguments) -> Value:
    ticks = call.number(0)
    if ticks is None:
        return None
    try:
        return _FILE_TIME_ZERO + timedelta(microseconds=ticks // 10)
    except OverflowError:
        raise Unfit("comes to a date outside of the years 1 to 9999") from None


def _num_from_date(call: Arguments) -> Value:
    moment = call.date(0)
    return None if moment is None else (in_utc(moment) - _FILE_TIME_ZERO) // timedelta(microseconds=1) * 10


def _format_date_time(call: Arguments) -> Value:
    """Write a date in another format. Its offset stays, so that a date is the same day before and after."""
    form = 2 if len(call) >= _STYLED else 1
    moment = _read(call, _styles(call) if form > 1 else USUAL_STYLES, call.text(form))
    return None if moment is None else written(moment, call.text(form + 1) or "G")


def _styles(call: Arguments) -> frozenset[str]:
    try:
        return styles_of(call.text(1))
    except Unfit as unfit:
        call.fail(1, str(unfit))


def _read(call: Arguments, styles: frozenset[str], input_format: str | None) -> datetime | None:
    source = call.scalar(0)
    if source is None or isinstance(source, datetime):
        return source
    text = call.text(0) or ""
    if not text.strip():
        return None
    try:
        return read(text, input_format, styles) if input_format else read_usual(text, styles)
    except Unfit as unfit:
        call.fail(0, str(unfit))


_INTERVAL: Final = Parameter("interval", check=_an_interval)
_DATE: Final = (Parameter("expression"),)

DATES: Final = (
    Function("CDate", _DATE, "Reads a date and time from a text, in UTC.", _c_date),
    Function("Now", (), "Gives the present date and time, in UTC.", _now),
    Function(
        "DateAdd",
        (_INTERVAL, Parameter("value", check=a_number), Parameter("dateTime")),
        "Moves a date by a number of intervals: yyyy, m, d, ww, h, n or s.",
        _date_add,
    ),
    Function(
        "DateDiff",
        (_INTERVAL, Parameter("date1"), Parameter("date2")),
        "Counts the intervals from one date to another: yyyy, m, d, ww, h, n or s.",
        _date_diff,
    ),
    Function(
        "DateFromNum", (Parameter("value"),), "Turns Active Directory's number of a time into a date.", _date_from_num
    ),
    Function(
        "NumFromDate", (Parameter("value"),), "Turns a date into Active Directory's number of a time.", _num_from_date
    ),
    Function(
        "FormatDateTime",
        (
            Parameter("source"),
            Parameter("dateTimeStyles", optional=True),
            Parameter("inputFormat"),
            Parameter("outputFormat"),
        ),
        "Writes a date in another of .NET's formats; an empty inputFormat stands for the usual ones.",
        _format_date_time,
    ),
)
