"""What is asked about a file, since it could be guessed wrongly; and that an answer settles it."""

import pytest
from pydantic import JsonValue

from tests.imports.reading import opened, people, questions

HIRED: dict[str, JsonValue] = {"Number": "id", "Start": "startDate"}


def hired(*dates: str) -> str:
    """Return a file of people with these start dates."""
    return "Number,Start\n" + "".join(f'{number},"{date}"\n' for number, date in enumerate(dates))


@pytest.mark.parametrize(
    ("content", "said", "choices"),
    [
        ("Number;First;Mail\n7;Ana;a@b\n", {}, (";",)),
        ("Number\tFirst\tMail\n7\tAna\ta@b\n", {}, ("\t",)),
        ("Number,First,Mail\n7,Ana,a@b\n", {"delimiter": ";"}, (",",)),
        ('"Last, first";Number;First;Mail\nx;7;Ana;a@b\n', {}, (";",)),
        ("number|first|mail\n7|Ana|a@b\n", {}, ("|",)),
        ("sep=.\nNumber.First.Mail\n", {}, (",", ";", "\t", "|")),
    ],
    ids=[
        "semicolons",
        "tabs",
        "commas, but semicolons were named",
        "semicolons, and a comma in a header",
        "bars, and headers that are spelt otherwise",
        "a delimiter that is none",
    ],
)
def test_what_stands_between_columns_is_asked(
    content: str, said: dict[str, JsonValue], choices: tuple[str, ...]
) -> None:
    [question] = questions(content, **said)
    assert (question.about, question.choices) == ("delimiter", choices)


@pytest.mark.parametrize(
    ("headers", "sentence", "choices"),
    [
        ("Number,First,E-Mail", "the file has no column 'Mail'; is 'E-Mail' meant?", ("E-Mail",)),
        ("Number,First,MAIL", "the file has no column 'Mail'; is 'MAIL' meant?", ("MAIL",)),
        ("Number,First,Address", "the file has no column 'Mail'; which one is it?", ("Number", "First", "Address")),
        (
            "Number,First,Mail,Mail",
            "the header 'Mail' stands 2 times in the file; give each column a header of its own",
            (),
        ),
    ],
    ids=["nearly the same", "in capitals", "nothing like it", "twice"],
)
def test_a_header_that_is_not_there_once_is_asked_for(headers: str, sentence: str, choices: tuple[str, ...]) -> None:
    [question] = questions(f"{headers}\n7,Ana,x\n")
    assert (question.about, question.question, question.choices) == ("columns", sentence, choices)


def test_all_headers_that_are_missing_are_asked_for_at_once() -> None:
    assert [question.about for question in questions("Number,Given name,Address\n")] == ["columns", "columns"]


@pytest.mark.parametrize(
    ("content", "said", "choices"),
    [
        (
            b"Number,First,Mail\n7,\xc5sa,x\n",
            "utf-8",
            ("windows-1252", "iso-8859-1", "iso-8859-15", "windows-1250", "iso-8859-2", "macintosh"),
        ),
        (
            b"Number,First,Mail\n7,\x81sa,x\n",
            "windows-1252",
            ("iso-8859-1", "iso-8859-15", "iso-8859-2", "macintosh"),
        ),
        ("Number,First,Mail\n".encode("utf-16"), "utf-8", ("utf-16",)),
        ("Number,First,Mail\n".encode("utf-8-sig"), "windows-1252", ("utf-8",)),
        ("Number,First,Mail\n".encode("utf-16-le"), "utf-8", ("utf-16-le", "utf-16-be")),
        ("Number,First,Mail\n".encode("utf-16-be"), "utf-16", ("utf-16-le", "utf-16-be")),
    ],
    ids=[
        "letters of Windows, taken for utf-8",
        "a byte that windows-1252 does not have",
        "the mark of utf-16",
        "the mark of utf-8, but another one was named",
        "utf-16 without a mark, taken for utf-8",
        "utf-16 without a mark",
    ],
)
def test_the_encoding_is_asked_for(content: bytes, said: str, choices: tuple[str, ...]) -> None:
    [question] = questions(content, encoding=said)
    assert (question.about, question.choices) == ("encoding", choices)


def test_the_line_of_the_first_wrong_byte_is_named() -> None:
    start = b"Number,First,Mail\r\n" + b"7,Ana,x\r\n" * 20_000
    [question] = questions(start + b"8,Bj\xf6rn,y\r\n")
    assert question.question.startswith(f"line 20002 (byte {len(start) + 4}) of the file is not utf-8")


@pytest.mark.parametrize(
    ("dates", "said", "choices"),
    [
        (["03/04/2026"], {}, ("DD/MM/YYYY", "MM/DD/YYYY")),
        (["03/04/2026", "31/12/2026"], {}, ("DD/MM/YYYY",)),
        (["30.09.2026", "TBD"], {}, ("DD.MM.YYYY",)),
        (["20260930"], {}, ("YYYYMMDD",)),
        (["03/04/2026", "31/12/2026"], {"dates": "MM/DD/YYYY"}, ("DD/MM/YYYY",)),
        (["2026-09-30", "2026-10-01"], {"dates": "DD.MM.YYYY"}, ("YYYY-MM-DD",)),
    ],
    ids=[
        "day or month first",
        "only the day can be first, but nobody said so",
        "points, and something else that is no date",
        "without separators",
        "another order was named, which cannot be",
        "another pattern was named",
    ],
)
def test_how_dates_are_written_is_asked(dates: list[str], said: dict[str, JsonValue], choices: tuple[str, ...]) -> None:
    [question] = questions(hired(*dates), HIRED, **said)
    assert (question.about, question.choices) == ("dates", choices)
    assert "'Start'" in question.question
    assert "line " in question.question


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["2026-04-03", "2026-12-31"], {}),
        (["2026-04-03T00:00:00", "2026-12-31 08:15"], {}),
        (["03/04/2026"], {"dates": "DD/MM/YYYY"}),
        (["03/04/2026"], {"dates": "MM/DD/YYYY"}),
        (["TBD", "soon"], {}),
        (["30.09.2026", "31.02.2026"], {"dates": "DD.MM.YYYY"}),
    ],
    ids=[
        "as usual",
        "with a time of day",
        "day first, as was said",
        "month first, as was said",
        "nothing that is a date in any way",
        "a day that there is not",
    ],
)
def test_nothing_is_asked_about_dates_that_are_clear(dates: list[str], said: dict[str, JsonValue]) -> None:
    assert questions(hired(*dates), HIRED, **said) == []


def test_an_answer_settles_the_question() -> None:
    content = hired("03/04/2026")
    [question] = questions(content, HIRED)
    months = {choice: people(content, HIRED, dates=choice)[0].start_date for choice in question.choices}
    assert {choice: day.month for choice, day in months.items() if day} == {"DD/MM/YYYY": 4, "MM/DD/YYYY": 3}


def test_dates_of_which_most_are_as_named_are_refused_by_row_and_not_asked_about() -> None:
    file = opened(hired("30.09.2026", "01.10.2026", "2026-10-02"), HIRED, dates="DD.MM.YYYY")
    [refusal] = file.report().refused
    assert (refusal.line, refusal.field, refusal.reason) == (4, "startDate", "is not a date written as DD.MM.YYYY")
