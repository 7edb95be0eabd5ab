"""Child processes of the local stack: started in groups of their own, logged to files, and never left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_POLL_SECONDS = 0.02
_STOP_SECONDS = 10
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class ChildError(Exception):
    """A child process ended, or did not answer in time; the message ends with the last lines of its log."""


@dataclass(frozen=True, slots=True)
class Child:
    """A running child process."""

    name: str
    process: subprocess.Popen[bytes]
    log_file: Path

    @property
    def has_ended(self) -> bool:
        """Tell whether the process is gone."""
        return self.process.poll() is not None

    def wait_until(self, answers: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until the child answers.

        Raises:
            ChildError: it ended first, or the time was not enough.
        """
        deadline = time.monotonic() + seconds
        while not answers():
            if self.has_ended:
                raise ChildError(self.obituary())
            if time.monotonic() > deadline:
                raise ChildError(f"{self.name} does not answer after {seconds:.0f} s. {self._last_lines()}")
            time.sleep(_POLL_SECONDS)

    def obituary(self) -> str:
        """Return a sentence on how the child ended, with the last lines of its log."""
        return f"{self.name} has ended with code {self.process.returncode}. {self._last_lines()}"

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the child and all that it started."""
        self._signal(signal.SIGTERM)

    def stop(self) -> None:
        """Stop the child and all that it started: SIGTERM first, SIGKILL when that is not enough."""
        self.ask_to_stop()
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the child and all that it started at once, as a crash would."""
        self._signal(signal.SIGKILL)
        self.process.wait()

    def _signal(self, number: signal.Signals) -> None:
        if not self.has_ended:
            os.killpg(self.process.pid, number)

    def _last_lines(self) -> str:
        lines = self.log_file.read_text(encoding="utf-8", errors="replace").splitlines()[-10:]
        return f"The end of {self.log_file}:\n" + "\n".join(f"  {line}" for line in lines)


def start_child(
    name: str, command: Sequence[str | Path], log_file: Path, environment: Mapping[str, str], folder: Path
) -> Child:
    """Start a child process; what it prints is appended to its log file.

    Call this from the main thread: on Linux a child is told to stop when the thread that started it ends, however
    that happens, so that even a killed parent leaves nothing behind.

    Args:
        name: what messages call the child.
        command: the program and its arguments.
        log_file: where its output goes.
        environment: its whole environment.
        folder: its working directory.
    """
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - the commands are our own
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            cwd=folder,
            # A group of its own: Ctrl-C in the terminal reaches the parent alone, which stops its children in order.
            process_group=0,
            preexec_fn=_stop_with_parent,  # noqa: PLW1509 - the kernel must be asked between fork and exec
        )
    return Child(name, process, log_file)


def _stop_with_parent() -> None:
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def stop_all(children: Sequence[Child]) -> None:
    """Stop children side by side."""
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()
