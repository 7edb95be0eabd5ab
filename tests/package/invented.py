"""Small invented repositories and libraries to make packages of."""

from collections.abc import Mapping
from pathlib import Path

from local.package.installing import digest, fingerprint

FUNCTION_APP = "import provisioning.work\n"
APP: Mapping[str, str] = {
    "function_app.py": FUNCTION_APP,
    "host.json": '{"version": "2.0"}\n',
    "provisioning/__init__.py": "",
    "provisioning/work.py": "import msgraph.client\n\n\ndef users(client):\n    return client.users.top\n",
    "requirements.txt": "sdk==1\n",
}
LIBRARIES: Mapping[str, str] = {
    "msgraph/__init__.py": "",
    "msgraph/client.py": (
        "class Client:\n"
        "    @property\n    def users(self):\n        from .users.builder import Users\n        return Users()\n"
        "    @property\n    def groups(self):\n        from .groups.builder import Groups\n        return Groups()\n"
    ),
    "msgraph/users/builder.py": "from ..base import Base\n\n\nclass Users(Base):\n    top = 1\n",
    "msgraph/groups/builder.py": "class Groups:\n    pass\n",
    "msgraph/base.py": "class Base:\n    pass\n",
    "msgraph_sdk-1.dist-info/METADATA": "Name: msgraph-sdk\nVersion: 1\n",
    "msgraph_sdk-1.dist-info/RECORD": (
        "msgraph/__init__.py,sha256=a,0\nmsgraph/client.py,sha256=b,1\nmsgraph/groups/builder.py,sha256=c,2\n"
        "msgraph_sdk-1.dist-info/RECORD,,\n"
    ),
    "msgraph_core/__init__.py": "",
}


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder, and return the folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def repository(folder: Path, *, app: Mapping[str, str] = APP) -> Path:
    """Write an app, among much that must not be deployed."""
    write(folder, app)
    unwanted = (
        "local.settings.json",
        ".env",
        "tests/test_it.py",
        "local/graph/api.py",
        "README.md",
        ".venv/pyvenv.cfg",
    )
    return write(folder, dict.fromkeys((*unwanted, "provisioning/.env", "provisioning/work.pyc"), "secret"))


def installed(repository: Path, target: Path, *, libraries: Mapping[str, str] = LIBRARIES) -> Path:
    """Lay out a target folder as if pip had installed these libraries for the repository; return it."""
    folder = target / "installed"
    asked = fingerprint(repository / "requirements.txt")
    contents = digest(write(folder / "site-packages", libraries))
    (folder / "installed").write_text(f"{asked}\n{contents}\n", encoding="utf-8")
    return target
