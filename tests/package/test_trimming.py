"""What of the dependencies stays behind."""

from pathlib import PurePosixPath

import pytest

from local.package.trimming import shortened_record, why_not

REACHED = {PurePosixPath("msgraph/client.py")}


@pytest.mark.parametrize(
    ("file", "kept"),
    [
        ("aiohttp/client.py", True),
        ("aiohttp/_http_parser.cpython-313-x86_64-linux-gnu.so", True),
        ("certifi/cacert.pem", True),
        ("lark/grammars/common.lark", True),
        ("tzdata/zoneinfo/Europe/Berlin", True),
        ("aiohttp-3.dist-info/METADATA", True),
        ("aiohttp-3.dist-info/RECORD", True),
        ("opentelemetry_api-1.dist-info/entry_points.txt", True),
        ("aiohttp-3.dist-info/licenses/vendor/LICENSE", True),
        ("msgraph/client.py", True),
        ("msgraph_core/client.py", True),
        ("msgraph/LICENSE", True),
        ("msgraph/generated/groups/groups_request_builder.py", False),
        ("msgraph/generated/kiota-dom-export.txt", False),
        ("aiohttp-3.dist-info/INSTALLER", False),
        ("aiohttp/_http_parser.pyx", False),
        ("aiohttp/_cparser.pxd", False),
        ("cffi/_cffi_include.h", False),
        ("pydantic/py.typed", False),
        ("yarl/_quoting_c.pyi", False),
        ("certifi/tests/test_certify.py", False),
        ("attr/__pycache__/x.cpython-313.pyc", False),
        ("bin/httpx", False),
    ],
)
def test_what_runs_and_what_the_licences_ask_for_is_kept(file: str, *, kept: bool) -> None:
    assert (why_not(PurePosixPath(file), REACHED) is None) is kept


def test_a_module_that_only_ends_like_tests_is_kept() -> None:
    assert why_not(PurePosixPath("cryptography/x509/tests.py"), REACHED) is None


def test_a_record_names_what_is_there_and_nothing_else() -> None:
    record = 'b.py,sha256=x,1\n"a, with a comma.py",sha256=y,2\ntests/t.py,sha256=z,3\nd.dist-info/RECORD,,\n'
    kept = {"b.py", "a, with a comma.py", "d.dist-info/RECORD"}
    assert shortened_record(record, kept).splitlines() == [
        '"a, with a comma.py",sha256=y,2',
        "b.py,sha256=x,1",
        "d.dist-info/RECORD,,",
    ]
