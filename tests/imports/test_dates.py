"""Patterns for dates."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provisioning.imports.dates import DateTally, pattern_of, patterns_that_read

DAY = date(2026, 4, 3)


@pytest.mark.parametrize(
    ("pattern", "text", "read"),
    [
        ("YYYY-MM-DD", "2026-04-03", DAY),
        ("YYYY-MM-DD", " 2026-4-3 ", DAY),
        ("yyyy-mm-dd", "2026-04-03T00:00:00+01:00", DAY),
        ("DD.MM.YYYY", "03.04.2026", DAY),
        ("D.M.YYYY", "03. 04. 2026", DAY),
        ("MM/DD/YYYY", "4/3/2026 12:00 AM", DAY),
        ("DDMMYYYY", "03042026", DAY),
        ("YYYYMMDD", "20260403", DAY),
        ("YYYY-DD-MM", "2026-03-04", DAY),
        ("DD.MM.YYYY", "31.02.2026", None),
        ("DD.MM.YYYY", "03.04.26", None),
        ("DD.MM.YYYY", "03/04/2026", None),
        ("DD.MM.YYYY", "2026.04.03", None),
        ("DD.MM.YYYY", "03.04.2026 or later", None),
        ("DD.MM.YYYY", "003.04.2026", None),
        ("DD.MM.YYYY", "46115", None),
        ("YYYYMMDD", "2026043", None),
        ("YYYY-MM-DD", "0000-04-03", None),
        ("YYYY-MM-DD", "٢٠٢٦-٠٤-٠٣", None),
        ("YYYY-MM-DD", "2026-04-03" + " " * 100_000, None),
        ("YYYY-MM-DD", "", None),
    ],
)
def test_a_pattern_reads_what_is_written_like_it(pattern: str, text: str, read: date | None) -> None:
    assert pattern_of(pattern).read(text) == read


@pytest.mark.parametrize(
    "text", ["", "DD.MM", "DD.MM.YY", "DD.MM/YYYY", "DD.DD.YYYY", "YYYYMD", "MMM DD YYYY", "%d.%m.%Y", "DD.MM.YYYY."]
)
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a pattern for dates"):
        pattern_of(text)


@given(st.dates(), st.permutations(["YYYY", "MM", "DD"]), st.sampled_from(["", "-", ".", "/"]))
@settings(deadline=None)
def test_a_date_that_is_written_by_a_pattern_is_read_by_it(day: date, parts: list[str], separator: str) -> None:
    written = {"YYYY": f"{day.year:04}", "MM": f"{day.month:02}", "DD": f"{day.day:02}"}
    pattern = pattern_of(separator.join(parts))
    assert pattern.read(separator.join(written[part] for part in parts)) == day
    assert str(pattern) == separator.join(parts)


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%Y%m%d"]))
@settings(deadline=None)
def test_how_a_date_may_be_meant_holds_the_way_in_which_it_is(day: date, written: str) -> None:
    text = day.strftime(written).zfill(10 if written != "%Y%m%d" else 8)
    if day.year >= 1000:  # how earlier years are written depends on the system
        assert day in {pattern.read(text) for pattern in patterns_that_read(text)}


@given(st.text())
@settings(deadline=None)
def test_no_text_breaks_anything(text: str) -> None:
    tally = DateTally(pattern_of("DD.MM.YYYY"))
    tally.add(2, "Start", text)
    assert (tally.question() is None) == (not patterns_that_read(text) or bool(pattern_of("DD.MM.YYYY").read(text)))
