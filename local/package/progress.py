"""Tells on stderr what is being done, and by a dot every two seconds that it goes on."""

import sys
import time
from threading import Event, Thread
from typing import Final

_SECONDS_A_DOT: Final = 2.0


class Progress:
    """Call it with what begins; call `pause` before something else writes to the terminal, and at the end."""

    def __init__(self, seconds_a_dot: float = _SECONDS_A_DOT) -> None:
        self._started = time.monotonic()
        self._seconds = seconds_a_dot
        self._paused = Event()
        self._dots: Thread | None = None

    def __call__(self, text: str) -> None:
        """Print a line with the time that has passed, and dots behind it until the next one."""
        self.pause()
        print(f"[{time.monotonic() - self._started:5.1f} s] {text} ", end="", file=sys.stderr, flush=True)
        self._paused = Event()
        self._dots = Thread(target=self._print_dots, args=(self._paused,), daemon=True)
        self._dots.start()

    def pause(self) -> None:
        """End the line and its dots, if there is one."""
        if self._dots is not None:
            self._paused.set()
            self._dots.join()
            self._dots = None
            print(file=sys.stderr, flush=True)

    def _print_dots(self, paused: Event) -> None:
        while not paused.wait(self._seconds):
            print(".", end="", file=sys.stderr, flush=True)
