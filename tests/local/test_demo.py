"""The demo, as a newcomer runs it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.xdist_group("demo")
def test_the_demo_ends_well_and_shows_everybody() -> None:
    command = [sys.executable, "-m", "local.demo", "--once"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    summary = done.stdout.strip().splitlines()[-1]
    assert summary.startswith("All as it should be. 9 webhooks, 5 accounts")
    assert "5 created, 2 updated, 1 scheduled, 1 disabled" in summary
    assert "The initial cycle: 7 of 7 people looked at" in done.stdout
    for shown in ("Accounts in the Graph stand-in", "People without an account", "Provisioning log, newest first"):
        assert shown in done.stdout
