"""Dates and times: how they are read, moved, counted and written."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from provisioning.rules.expressions import EvaluationError
from provisioning.rules.expressions.date_formats import written
from provisioning.rules.expressions.date_reading import USUAL_FORMATS, read, read_usual
from tests.rules.expressions.trying import value_of

MOMENT = datetime.fromisoformat("2009-06-05T13:04:09.012345-07:00")


@pytest.mark.parametrize(
    ("format_string", "text"),
    [
        pytest.param("yyyy-MM-dd", "2009-06-05", id="ISO 8601"),
        pytest.param("MM/dd/yyyy h:mm:ss tt", "06/05/2009 1:04:09 PM", id="as in the United States"),
        pytest.param("d M yy y", "5 6 09 9", id="without zeros"),
        pytest.param("dddd ddd MMMM MMM", "Friday Fri June Jun", id="names"),
        pytest.param("HH H hh h mm m ss s", "13 13 01 1 04 4 09 9", id="times"),
        pytest.param("f ff fff ffffff fffffff", "0 01 012 012345 0123450", id="fractions"),
        pytest.param("ss.FFF ss.FF ss.F", "09.012 09.01 09", id="fractions without zeros at the end"),
        pytest.param("tt t", "PM P", id="halves of the day"),
        pytest.param("zzz zz z K", "-07:00 -07 -7 -07:00", id="offsets"),
        pytest.param("yyyyy yyy", "02009 2009", id="long years"),
        pytest.param("'on' yyyy \"at\" \\H\\H%d", "on 2009 at HH5", id="what stands for itself"),
        pytest.param("yyyyMMddHHmmss.fZ", "20090605130409.0Z", id="Z stands for itself"),
        pytest.param("s", "2009-06-05T13:04:09", id="a standard format"),
        pytest.param("d", "6/5/2009", id="a standard format of one letter"),
        pytest.param("gg", "A.D.", id="the era"),
    ],
)
def test_a_date_is_written_in_net_formats(format_string: str, text: str) -> None:
    assert written(MOMENT, format_string) == text


@pytest.mark.parametrize(
    ("moment", "offset", "kind"),
    [
        pytest.param("2009-06-05T00:00:00", "+00:00", "", id="no offset"),
        pytest.param("2009-06-05T00:00:00Z", "+00:00", "Z", id="UTC"),
        pytest.param("2009-06-05T00:00:00+05:30", "+05:30", "+05:30", id="another offset"),
    ],
)
def test_offsets_are_written_as_net_writes_them(moment: str, offset: str, kind: str) -> None:
    assert written(datetime.fromisoformat(moment), "zzz'|'K") == f"{offset}|{kind}"


@pytest.mark.parametrize(
    ("format_string", "text", "moment"),
    [
        pytest.param("yyyyMMddHHmmss.fZ", "20150123105347.1Z", "2015-01-23T10:53:47.100Z", id="the page's format"),
        pytest.param("yyyy-MM-ddzzz", "2020-12-31-08:00", "2020-12-31T00:00-08:00", id="Workday's dates"),
        pytest.param("M/d/yyyy hh:mm:ss tt", "3/5/2020 7:04:09 PM", "2020-03-05T19:04:09", id="SuccessFactors' dates"),
        pytest.param("M/d/yyyy hh:mm:ss tt", "3/5/2020 12:00:00 am", "2020-03-05T00:00:00", id="midnight"),
        pytest.param("yyyyMMdd", "20200305", "2020-03-05T00:00", id="without separators"),
        pytest.param("d.M.yy", "5.3.49", "2049-03-05T00:00", id="a short year of this century"),
        pytest.param("d.M.yy", "5.3.50", "1950-03-05T00:00", id="a short year of the last"),
        pytest.param("d MMM yyyy", "5 mar 2020", "2020-03-05T00:00", id="a name of a month, in any case"),
        pytest.param("dddd, d MMMM yyyy", "Thursday, 5 March 2020", "2020-03-05T00:00", id="a name of a day"),
        pytest.param(
            "yyyy-MM-dd'T'HH:mm:ss.FFFK", "2020-03-05T01:02:03+0130", "2020-03-05T01:02:03+01:30", id="no fraction"
        ),
        pytest.param("yyyy-MM-dd", "  2020-03-05 ", "2020-03-05T00:00", id="white space around it"),
        pytest.param("yyyy", "2020", "2020-01-01T00:00", id="a year alone"),
    ],
)
def test_a_date_is_read_in_net_formats(format_string: str, text: str, moment: str) -> None:
    assert read(text, format_string) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("2026-9-3", "2026-09-03T00:00", id="a date"),
        pytest.param("2026-09-30T08:15", "2026-09-30T08:15", id="a time"),
        pytest.param("2026-09-30 08:15:07.1234567Z", "2026-09-30T08:15:07.123456Z", id="seven digits of a second"),
        pytest.param("9/30/2026", "2026-09-30T00:00", id="month, day, year"),
        pytest.param("9/30/2026 5:00:00 PM", "2026-09-30T17:00", id="as CDate writes it"),
        pytest.param("9/30/2026 17:00", "2026-09-30T17:00", id="24 hours"),
        pytest.param("8/25/2021 5:41:18 PM +02:00", "2021-08-25T17:41:18+02:00", id="with an offset"),
        pytest.param("2026/09/30", "2026-09-30T00:00", id="slashes"),
        pytest.param("30 September 2026", "2026-09-30T00:00", id="in words"),
        pytest.param("Sep 30, 2026", "2026-09-30T00:00", id="in short words"),
        pytest.param("Wed, 30 Sep 2026 08:15:00 GMT", "2026-09-30T08:15:00", id="as in the headers of HTTP"),
    ],
)
def test_a_date_is_read_as_it_is_usually_written(text: str, moment: str) -> None:
    assert read_usual(text) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "text", ["abc", "2026-02-30", "13/13/2026", "2026-09-30T25:00", "2026-09-30+25:00", "20260930", "0000-01-01", "5"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(EvaluationError, match="needs a date"):
        value_of("CDate([x])", {"x": text})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param(
            'FormatDateTime("2021-06-30+08:00", , "yyyy-MM-ddzzz", "yyyy-MM-dd")', "2021-06-30", id="the day stays"
        ),
        pytest.param(
            'FormatDateTime("2021-06-30+08:00", "AdjustToUniversal", "yyyy-MM-ddzzz", "yyyy-MM-dd HH:mm")',
            "2021-06-29 16:00",
            id="unless a style asks for UTC",
        ),
        pytest.param(
            'FormatDateTime("2021 - 6 - 30", "DateTimeStyles.AllowInnerWhite", "yyyy-M-d", "yyyyMMdd")',
            "20210630",
            id="white space within",
        ),
        pytest.param(
            'FormatDateTime("6/30/2021", "AllowWhiteSpaces, AssumeUniversal", , "yyyyMMdd")',
            "20210630",
            id="usual formats",
        ),
        pytest.param('FormatDateTime([null], , "yyyy", "yyyy")', None, id="null"),
        pytest.param('FormatDateTime("", , "yyyy", "yyyy")', None, id="empty"),
        pytest.param(
            'FormatDateTime(Now(), , "anything", "yyyy-MM-dd")', "2025-07-30", id="a date needs no format to be read"
        ),
        pytest.param('DateAdd("m", 1, CDate("2024-01-31"))', "2/29/2024 12:00:00 AM", id="a month's last day"),
        pytest.param('DateAdd("m", -11, CDate("2024-12-31"))', "1/31/2024 12:00:00 AM", id="months back"),
        pytest.param(
            'DateAdd("YYYY", 1, CDate("2024-02-29"))', "2/28/2025 12:00:00 AM", id="a leap day, in another case"
        ),
        pytest.param('DateAdd("s", "90", "2024-01-01")', "1/1/2024 12:01:30 AM", id="numbers and dates as texts"),
        pytest.param('DateAdd("d", 1, [null])', None, id="no date to move"),
        pytest.param('DateAdd("m", 0, CDate("9999-12-31"))', "12/31/9999 12:00:00 AM", id="the last day of all"),
        pytest.param('DateDiff("d", "2024-01-01T12:00", "2024-01-02T11:59")', 0, id="less than a day"),
        pytest.param('DateDiff("yyyy", "2024-12-31", "2025-01-01")', 1, id="years by the calendar"),
        pytest.param('DateDiff("ww", "2024-01-06", "2024-01-07")', 1, id="weeks by Sundays"),
        pytest.param("DateFromNum([null])", None, id="no number"),
        pytest.param("DateFromNum(0)", "1/1/1601 12:00:00 AM", id="where Active Directory begins to count"),
        pytest.param("NumFromDate(DateFromNum(129699324000000000))", 129699324000000000, id="there and back"),
        pytest.param("NumFromDate([null])", None, id="no date"),
        pytest.param("CDate([null])", None, id="CDate: null"),
    ],
)
def test_functions_on_dates(text: str, value: JsonValue) -> None:
    assert value_of(text, {"null": None}) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param('DateAdd("yyyy", 9000, Now())', "years 1 to 9999", id="too late"),
        pytest.param('DateAdd("d", 9223372036854775807, Now())', "years 1 to 9999", id="far too late"),
        pytest.param("DateFromNum(9223372036854775807)", "years 1 to 9999", id="never"),
        pytest.param('CDate("0001-01-01T00:00+05:00")', "years 1 and 9999", id="before the calendar"),
        pytest.param('FormatDateTime("x", "Nonsense", "yyyy", "yyyy")', "DateTimeStyles", id="no style"),
        pytest.param('FormatDateTime("5", , "d", "yyyy")', "format that is given", id="not in the format"),
        pytest.param('FormatDateTime("05 06", , "dd MM", "yyyy")', "names the year", id="no year"),
    ],
)
def test_dates_that_cannot_be_are_said(text: str, words: str) -> None:
    with pytest.raises(EvaluationError, match=words):
        value_of(text)


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(USUAL_FORMATS))
def test_what_is_written_in_a_usual_format_is_read_again(moment: datetime, format_string: str) -> None:
    text = written(moment, format_string)
    assert written(read(text, format_string), format_string) == text
