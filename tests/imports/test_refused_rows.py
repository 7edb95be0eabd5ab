"""Rows that are not imported: each by its line and its field, with a reason that does not repeat what it holds."""

import pytest
from pydantic import JsonValue

from tests.imports.reading import opened, refusals

COLUMNS: dict[str, JsonValue] = {
    "Id": "id",
    "No": "employeeNumber",
    "Mail": "workEmail",
    "Status": "status",
    "End": "terminationDate",
    "Cost": "custom.cost",
}
HEADERS = "Id,No,Mail,Status,End,Cost\n"


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ("1,2,3", None, "has 3 columns, the headers have 6; look for a missing or an extra delimiter in the row"),
        ("1,,,,,,x", None, "has 7 columns, the headers have 6; look for a missing or an extra delimiter in the row"),
        (" ,5,ana@contoso.com,,,", "id", "is missing"),
        (f"{'1' * 129},,,,,", "id", "is longer than 128 characters"),
        ("1\x00,,,,,", "id", "holds a control character; send plain text"),
        (f"1,,{'a' * 1025},,,", "workEmail", "is longer than 1024 characters"),
        ('1,,"ana\n@contoso.com",,,', "workEmail", "holds a control character; send plain text"),
        ("1,,,,31.12.2026,", "terminationDate", "is not a date written as YYYY-MM-DD"),
        ("1,,,,1066-10-14,", "terminationDate", "lies before 1900; send null when there is no date"),
        ("1,,,,,\x00", "custom.cost", "holds a control character; send plain text"),
    ],
    ids=[
        "too few columns",
        "too many columns",
        "no id",
        "an id without an end",
        "an id with a NUL byte",
        "a text without an end",
        "a line break in an address",
        "no date",
        "a date of long ago",
        "a NUL byte in a field of one's own",
    ],
)
def test_a_bad_row_is_refused_and_the_others_are_not(row: str, field: str | None, reason: str) -> None:
    many_dates = "".join(f"10{day},,,,2026-01-{day},\n" for day in range(10, 15))
    file = opened(f"{HEADERS}{many_dates}{row}\n", COLUMNS)
    [refusal] = file.report().refused
    assert (refusal.line, refusal.field, refusal.reason) == (7, field, reason)
    assert len(list(file.events())) == file.report().ready == 5


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    row = f"\x01,{'5' * 1025},x,,\x02,\x03\n"
    assert [field for _, field, _ in refusals(HEADERS + row, COLUMNS)] == [
        "terminationDate",
        "custom.cost",
        "id",
        "employeeNumber",
    ]


def test_a_row_is_named_by_the_physical_line_on_which_it_begins() -> None:
    content = '"\nId",Mail\r\n1,"a\r\n\r\nb"\r\n\r\n2,"c"\r\n,d\r\n'
    assert [(line, field) for line, field, _ in refusals(content, {"Id": "id", "Mail": "workEmail"})] == [
        (3, "workEmail"),
        (8, "id"),
    ]


def test_the_line_that_names_the_delimiter_counts() -> None:
    assert [line for line, _, _ in refusals("sep=;\nId;Mail\n;x\n", {"Id": "id", "Mail": "workEmail"})] == [3]


def test_an_id_that_stands_twice_refuses_both_rows() -> None:
    content = HEADERS + "1,,,,,\n2,,,,,\n 1 ,,,,,\n"
    assert refusals(content, COLUMNS) == [
        (2, "id", "stands in line 4 as well; each person stands in the file once"),
        (4, "id", "stands in line 2 as well; each person stands in the file once"),
    ]


@pytest.mark.parametrize(
    ("rows", "fields"),
    [
        (["1,,ana@contoso.com,,,", "2,,Ana@Contoso.com,,,"], {2: "workEmail", 3: "workEmail"}),
        (["1,5,,,,", "2,5,,,,"], {2: "employeeNumber", 3: "employeeNumber"}),
        (["1,2,,,,", "2,,,,,"], {2: "employeeNumber", 3: "employeeNumber"}),
        (["1,2,,,,", "2,1,,,,"], {}),
        (["1,,x,,,", "2,,x,,2026-06-30,"], {2: "workEmail", 3: "workEmail"}),
        (["1,,x,,,", "2,,x,,2026-06-01,"], {2: "workEmail", 3: "workEmail"}),
        (["1,,x,,,", "2,,x,,2026-05-31,"], {}),
        (["1,,x,,,", "2,,x,Terminated,,"], {}),
        (["1,,x,active,,", "2,,x,terminated,,", "3,,x,active,,"], {2: "workEmail", 4: "workEmail"}),
        (["1,,,,,", "2,,,,,"], {}),
        (["1,,x,,,", "2,,x,,,\x00"], {2: "workEmail", 3: "custom.cost, workEmail"}),
    ],
    ids=[
        "one address, in capitals or not",
        "one number",
        "one's number is the other's id, who has no other number",
        "numbers and ids are not compared with each other",
        "one leaves later",
        "one's last day is the day of the file",
        "one has left",
        "one's status is terminated",
        "two of three work",
        "no address at all",
        "one of them is refused for something else as well",
    ],
)
def test_a_key_that_several_living_people_share_refuses_them_all(rows: list[str], fields: dict[int, str]) -> None:
    told: dict[int, str] = {}
    for line, field, _ in refusals(HEADERS + "\n".join(rows) + "\n", COLUMNS):
        told[line] = f"{told[line]}, {field}" if line in told else str(field)
    assert told == fields


def test_who_shares_a_key_is_told_by_line() -> None:
    rows = "".join(f"{number},,shared@contoso.com,,,\n" for number in range(8))
    reasons = [reason for _, _, reason in refusals(HEADERS + rows, COLUMNS)]
    assert reasons[1].startswith("is shared with lines 2, 4, 5, 6, 7 and 2 more, so that")
    assert len(reasons) == 8
    pair = refusals(HEADERS + "1,,a@b,,,\n2,,a@b,,,\n", COLUMNS)
    assert [reason.partition(",")[0] for _, _, reason in pair] == ["is shared with line 3", "is shared with line 2"]


def test_no_reason_repeats_what_a_row_holds() -> None:
    content = HEADERS + "1,,secret@contoso.com,,SECRET,\x00secret\n2,,secret@contoso.com,,,\nsecret,x\n"
    told = refusals(content, COLUMNS)
    assert len(told) == 5
    assert "secret" not in str(told).lower()


def test_the_first_thousand_refusals_are_told_and_all_are_counted() -> None:
    report = opened(HEADERS + ",,x,,,\n" * 1_500, COLUMNS).report()
    assert (len(report.refused), report.refused_in_all, report.rows, report.ready) == (1_000, 1_500, 1_500, 0)


def test_a_whole_file_of_one_address_is_told_in_no_time() -> None:
    rows = "".join(f"{number},,shared@contoso.com,,,\n" for number in range(20_000))
    assert opened(HEADERS + rows, COLUMNS).report().refused_in_all == 20_000
