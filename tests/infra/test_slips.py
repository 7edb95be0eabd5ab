"""Every slip in infra/ is found: what is left out, misspelt, opened, or given too widely."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infra.agreement import faults
from tests.infra.deployments import INFRA
from tests.infra.slips import Slip, all_slips

SLIPS = all_slips()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of infra/."""
    return Path(shutil.copytree(INFRA, tmp_path_factory.mktemp("slips") / "infra"))


@pytest.fixture
def slipping(copy: Path, slip: Slip) -> Iterator[Path]:
    """Give the copy with one slip, and put it right afterwards."""
    slip.made_in(copy)
    yield copy
    shutil.copyfile(INFRA / slip.file, copy / slip.file)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.file} {slip.what}")
def test_a_slip_is_found(slipping: Path, slip: Slip) -> None:
    assert slip.text != (INFRA / slip.file).read_text(encoding="utf-8")
    assert next(faults(slipping), "") != ""


def test_without_a_slip_nothing_is_found(copy: Path) -> None:
    assert [*faults(copy)] == []
