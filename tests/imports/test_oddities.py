"""Files as spreadsheets and HR systems write them: what is odd about them, but clear, is read."""

import pytest

from provisioning.model import Employee
from provisioning.ports import RequestRejected
from tests.imports.reading import opened, people

ANA = Employee(id="7", first_name="Ana", work_email="ana@contoso.com")
BO = Employee(id="8", first_name="Bo", work_email="bo@contoso.com")
PLAIN = "Number,First,Mail\n7,Ana,ana@contoso.com\n8,Bo,bo@contoso.com\n"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.removesuffix("\n"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        "\ufeff" + PLAIN,
        "\n\n" + PLAIN,
        PLAIN.replace("\n8", "\n\n , \t,\n8"),
        PLAIN + ",,\n,,\n",
        '"Number","First","Mail"\n"7","Ana","ana@contoso.com"\n"8","Bo","bo@contoso.com"\n',
        '\ufeff"Number", "First", "Mail"\n7, "Ana", "ana@contoso.com"\n8, Bo , bo@contoso.com\n',
        '"\nNumber\r\n",First,Mail\n' + PLAIN.partition("\n")[2],
        " Number ,First\u00a0,Mail\n" + PLAIN.partition("\n")[2],
        PLAIN.replace("\n", ",,,\n"),
        PLAIN.replace("Mail\n", "Mail,,\n"),
        PLAIN.replace("com\n", "com,,\n"),
        "Mail,Shoe size,Number,First\nana@contoso.com,38,7,Ana\nbo@contoso.com,44,8,Bo\n",
        "First,First2,Number,Note,Note,Mail\nAna,x,7,,,ana@contoso.com\nBo,x,8,,,bo@contoso.com\n",
        "sep=,\r\n" + PLAIN,
        "sep=;\r\n" + PLAIN.replace(",", ";"),
        '"sep=\t"\n' + PLAIN.replace(",", "\t"),
    ],
    ids=[
        "as it should be",
        "no line end at the end",
        "line ends of Windows",
        "line ends of old Macs",
        "a byte order mark",
        "blank lines before the headers",
        "blank rows between people",
        "empty rows at the end",
        "everything in quotation marks",
        "blanks before quotation marks",
        "a header with line breaks in it",
        "blanks around headers",
        "empty columns at the end",
        "empty headers at the end and shorter rows",
        "empty cells at the end of the rows only",
        "columns in another order and one that nobody asked for",
        "headers that stand twice, and nobody asked for them",
        "Excel's line sep= with a comma",
        "Excel's line sep= with a semicolon",
        "Excel's line sep= with a tab",
    ],
)
def test_what_is_odd_but_clear_is_read(content: str) -> None:
    assert people(content) == [ANA, BO]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
def test_a_delimiter_that_is_named_is_taken(delimiter: str) -> None:
    assert people(PLAIN.replace(",", delimiter), delimiter=delimiter) == [ANA, BO]


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("utf-8", "Åsa Šimić".encode()),
        ("utf-8", "Åsa Šimić".encode("utf-8-sig")),
        ("utf-16", "Åsa Šimić".encode("utf-16")),
        ("utf-16", b"\xfe\xff" + "Åsa Šimić".encode("utf-16-be")),
        ("utf-16-le", "Åsa Šimić".encode("utf-16-le")),
        ("utf-16-le", "Åsa Šimić".encode("utf-16")),
        ("utf-16-be", "Åsa Šimić".encode("utf-16-be")),
        ("windows-1250", "Šimić".encode("windows-1250")),
        ("windows-1252", "Åsa".encode("windows-1252")),
        ("iso-8859-1", "Åsa".encode("latin-1")),
        ("macintosh", "Åsa".encode("mac-roman")),
    ],
)
def test_an_encoding_that_is_named_is_taken(encoding: str, content: bytes) -> None:
    codec = {"utf-16": "utf-16-be" if content.startswith(b"\xfe\xff") else "utf-16-le"}.get(encoding, encoding)
    head, tail = "Number,First\n7,", "\n"
    mark = next((mark for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff") if content.startswith(mark)), b"")
    file = mark + head.encode(codec) + content.removeprefix(mark) + tail.encode(codec)
    [person] = people(file, {"Number": "id", "First": "firstName"}, encoding=encoding)
    assert person.first_name in {"Åsa Šimić", "Šimić", "Åsa"}


def test_a_value_in_quotation_marks_holds_delimiters_and_quotation_marks() -> None:
    content = 'Number,First,Mail\n7,"Ana ""Nita"", Dr.",ana@contoso.com\n'
    [person] = people(content)
    assert person.first_name == 'Ana "Nita", Dr.'


def test_a_line_break_within_a_header_counts_as_a_blank() -> None:
    content = '"Personnel\r\n  number",First\r\n7,Ana\r\n'
    assert people(content, {"Personnel number": "id", "First": "firstName"}) == [Employee(id="7", first_name="Ana")]


def test_values_stay_as_they_are_even_if_a_spreadsheet_would_calculate_them() -> None:
    [person] = people("Number,First,Mail\n007,=1+1,@x\n")
    assert (person.id, person.first_name, person.work_email) == ("007", "=1+1", "@x")


def test_columns_of_ones_own_are_custom_fields() -> None:
    [person] = people("Number,Cost centre\n7, 4711 \n", {"Number": "id", "Cost centre": "custom.costCenter"})
    assert person == Employee(id="7", custom={"costCenter": "4711"})


def test_an_empty_cell_says_nothing_unless_it_shall_clear() -> None:
    columns = {"Number": "id", "Job": "jobTitle", "End": "terminationDate", "Cost": "custom.cost"}
    content = "Number,Job,End,Cost\n7,, ,\n"
    assert people(content, columns) == [Employee(id="7")]
    [cleared] = people(content, columns, emptyMeans="null")
    assert cleared.attributes() == {"jobTitle": None, "terminationDate": None, "custom.cost": None}


def test_headers_that_nobody_asked_for_and_blank_rows_are_told() -> None:
    report = opened("Number,Shoe size,First,Mail\n,,,\n7,38,Ana,ana@contoso.com\n\n").report()
    assert (report.unused, report.rows, report.blank, report.ready) == (("Shoe size",), 1, 2, 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "the file is empty"),
        (" \r\n\n", "the file is empty"),
        (",,,\n , \n", "the file is empty"),
        ('Number,First,Mail\n7,"Ana" Maria,x\n', "the row that begins in line 2 do not match"),
        ('Number,First,Mail\n7,"Ana\nMaria"x,y\n8,Bo,z\n', "the row that begins in line 2 do not match"),
        ('Number,First,Mail\n6,Ed,e\n7,"Ana,x\n8,Bo,y\n', "the row that begins in line 3 do not match"),
        (f"Number,First,Mail\n7,{'a' * 1_000_001},x\n", "line 2 is longer than 1,000,000 characters"),
        ("Number" + ",x" * 1_000, "more than 1,000 columns"),
        (b"\x00\x01\x02\x00\x04", "the file is not text"),
    ],
    ids=[
        "nothing",
        "blank lines",
        "only delimiters",
        "text behind a quotation mark",
        "text behind a quotation mark, on the line after",
        "a quotation mark that is never closed",
        "a line without an end",
        "columns without an end",
        "bytes that are no text",
    ],
)
def test_what_is_no_list_of_people_is_rejected_with_a_sentence(content: str | bytes, words: str) -> None:
    with pytest.raises(RequestRejected, match=words) as rejected:
        opened(content)
    assert rejected.value.status == 400
