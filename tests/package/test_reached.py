"""Which modules of msgraph-sdk go into the package."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from local.package.failures import PackageError
from local.package.own_code import own_sources
from local.package.reached import reached_modules
from local.package.source import AT_IMPORT, read, sources_of
from tests.package.invented import LIBRARIES, write

ROOT = Path(__file__).resolve().parents[2]


def reached(folder: Path, code: str, **more: str) -> set[str]:
    """Return what is kept for an app of one file, with further modules or other ones in the SDK."""
    added = {f"msgraph/{name}.py": text for name, text in more.items()}
    libraries = write(folder / "libraries", {**LIBRARIES, **added})
    app = write(folder / "app", {"function_app.py": code})
    return set(reached_modules(sources_of([app / "function_app.py"], app), libraries))


CLIENT = {"msgraph", "msgraph.client"}
USERS = {*CLIENT, "msgraph.users.builder", "msgraph.base"}


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        pytest.param("", {"msgraph"}, id="nothing is named"),
        pytest.param("import msgraph.client", CLIENT, id="a module is imported"),
        pytest.param("from msgraph import client", CLIENT, id="a module is imported from its package"),
        pytest.param("def f():\n    from msgraph.client import Client", CLIENT, id="a function of ours imports it"),
        pytest.param("from msgraph.client import Client\nClient().users", USERS, id="a property leads to another"),
        pytest.param(
            "from msgraph.client import Client\ndef f(any): return any.users", USERS, id="whatever the property is of"
        ),
        pytest.param(
            'from msgraph.client import Client\ngetattr(Client(), "users", None)', USERS, id="named in a getattr"
        ),
        pytest.param(
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import msgraph.client",
            {"msgraph"},
            id="only a type checker reads it",
        ),
        pytest.param(
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    a = 1\nelse:\n    import msgraph.client",
            CLIENT,
            id="only a type checker does not read it",
        ),
    ],
)
def test_what_something_that_can_run_imports_is_kept(tmp_path: Path, code: str, kept: set[str]) -> None:
    assert reached(tmp_path, code) == kept


@pytest.mark.parametrize(
    ("module", "kept"),
    [
        pytest.param("def __init__(self):\n    import msgraph.base", True, id="Python calls it"),
        pytest.param("class A:\n    import msgraph.base", True, id="in a class"),
        pytest.param("try:\n    import msgraph.base\nexcept ImportError:\n    pass", True, id="in a try"),
        pytest.param("def unused(self):\n    import msgraph.base", False, id="nobody mentions it"),
        pytest.param(
            "def used():\n    helper()\ndef helper():\n    import msgraph.base", True, id="a used one calls it"
        ),
        pytest.param("def used():\n    def inner():\n        from . import base", True, id="inside a used one"),
        pytest.param("def get_field_deserializers():\n    import msgraph.base", False, id="it fills a type"),
        pytest.param("async def used():\n    from .base import Base", True, id="it is asynchronous"),
    ],
)
def test_of_a_kept_modules_functions_only_those_that_can_run_keep_others(
    tmp_path: Path, module: str, *, kept: bool
) -> None:
    code = "import msgraph.more\nmsgraph.more.used"
    assert ("msgraph.base" in reached(tmp_path, code, more=module)) is kept


def test_what_kiota_mentions_can_run(tmp_path: Path) -> None:
    write(tmp_path / "libraries", {"kiota_json/writer.py": "def write(it): it.serialize()"})
    module = "def serialize(self):\n    import msgraph.base"
    assert "msgraph.base" in reached(tmp_path, "import msgraph.more", more=module)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("import msgraph\ngetattr(client, name)", "uses getattr"),
        ("from kiota_http import x\nlist(map(getattr, a, b))", "uses getattr"),
        ("import importlib\nimportlib.import_module(name)", "uses import_module"),
        ("User.create_from_discriminator_value(node)", "uses create_from_discriminator_value"),
    ],
)
def test_code_of_ours_that_cannot_be_followed_fails_the_build(tmp_path: Path, code: str, sentence: str) -> None:
    with pytest.raises(PackageError, match=rf"function_app\.py {sentence}"):
        reached(tmp_path, code)


@pytest.mark.parametrize(
    ("own", "refused"), [("import targets", True), ("from targets import client", True), ("import rules", False)]
)
def test_attributes_may_be_named_by_values_where_there_is_nothing_of_the_sdk(
    tmp_path: Path, own: str, *, refused: bool
) -> None:
    libraries = write(tmp_path / "libraries", LIBRARIES)
    files = {"function_app.py": f"{own}\ngetattr(a, b)", "targets.py": "import msgraph.client", "rules.py": ""}
    app = write(tmp_path / "app", files)
    sources = sources_of([app / name for name in files], app)
    with pytest.raises(PackageError) if refused else nullcontext():
        reached_modules(sources, libraries)


def test_a_relative_import_is_followed_from_where_it_stands(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a/b/__init__.py": "from . import x", "a/b/c.py": "from . import y\nfrom ..z import w\nfrom .v import *"},
    )
    assert read("a.b", tmp_path / "a/b/__init__.py").imports[AT_IMPORT] == {"a.b", "a.b.x"}
    assert read("a.b.c", tmp_path / "a/b/c.py").imports[AT_IMPORT] >= {"a.b.y", "a.z", "a.z.w", "a.b.v"}


def test_of_the_real_sdk_what_the_app_calls_is_kept_and_little_else() -> None:
    import msgraph  # noqa: PLC0415 - it takes a moment, and only this test needs to know where it is

    libraries = Path(msgraph.__file__).parents[1]
    files = reached_modules(own_sources(ROOT), libraries)
    users = "msgraph.generated.users.item"
    assert files.keys() >= {f"{users}.manager.ref.ref_request_builder", f"{users}.send_mail.send_mail_request_builder"}
    assert len(files) < 200
    assert sum(file.stat().st_size for file in files.values()) < 2_000_000
