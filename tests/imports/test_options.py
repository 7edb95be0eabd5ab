"""The options of an import: what is wrong with them names the option and what to do."""

import pytest
from pydantic import JsonValue, ValidationError

from provisioning.imports.options import ImportOptions
from provisioning.problems import sentence_of
from tests.imports.reading import options


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"columns": None}, "columns must be an object"),
        ({"columns": {}}, 'columns must name the column with the person\'s id, like {"Personnel number": "id"}'),
        ({"columns": {"A": "id", "B": "id"}}, "columns takes id from two columns; take it from one"),
        ({"columns": {"A": "id", " A ": "site"}}, "columns names a header twice"),
        ({"columns": {"A": "id", ' "" ': "site"}}, "columns names a column without a header; give it one in the file"),
        ({"columns": {"A": "i" * 201}}, "columns.A is longer than 200 characters"),
        ({"columns": {"A" * 1_001: "id"}}, "columns has an entry whose name is longer than 1000 characters"),
        (
            {"columns": {"A": "id", "B": "workemail"}},
            "columns 'workemail' is not a field of an employee; 'workEmail' may be meant",
        ),
        (
            {"columns": {"A": "id", "B": "shoeSize"}},
            "columns 'shoeSize' is not a field of an employee; other fields are named custom.<name>",
        ),
        (
            {"columns": {"A": "id", "B": "custom."}},
            "columns 'custom.' is not a field of an employee; other fields are named custom.<name>",
        ),
        ({"delimiter": "::"}, r"delimiter must be one of ',', ';', '\t' or '|'"),
        ({"dates": "DD.MM.YY"}, "dates is not a pattern for dates"),
        ({"dates": {"order": "XYZ", "separator": ""}}, "dates must be text"),
        ({"emptyMeans": ""}, "emptyMeans must be one of 'absent' or 'null'"),
        ({"asOf": "yesterday"}, "asOf is not a time; send it like 2026-09-30T08:15:00Z"),
        ({"dryRun": "false"}, "dryRun must be true or false"),
        ({"dryrun": False}, "dryrun is not a field that is known here; check its spelling"),
    ],
)
def test_options_that_make_no_sense_are_refused(said: dict[str, JsonValue], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ImportOptions.model_validate({"columns": {"A": "id"}, **said}, by_alias=True, by_name=False)
    assert sentence_of(refused.value).startswith(sentence)


def test_what_is_not_said_is_careful() -> None:
    usual = options({"A": "id"})
    assert (usual.source, usual.dry_run, usual.despite_refused, usual.empty_means) == ("csv", True, False, "absent")
    assert (usual.delimiter, usual.encoding, str(usual.dates), usual.as_of) == (None, "utf-8", "YYYY-MM-DD", None)
