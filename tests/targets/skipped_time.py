"""An event loop whose time jumps to the next thing to do, so that minutes of waiting pass at once."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Final, override

_A_MOMENT: Final = 1e-6


class _SkippingSelector(selectors.DefaultSelector):
    """Selector that waits for sockets a little while at the most, and then says that all the time has passed."""

    def __init__(self, little_while: float) -> None:
        super().__init__()
        self.skipped = 0.0
        self._little_while = little_while

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0) or super().select(min(self._little_while, timeout or 0))
        self.skipped += _A_MOMENT if ready else max(timeout or 0, _A_MOMENT)
        return ready


class _SkippingLoop(asyncio.SelectorEventLoop):
    """Event loop in which time passes only while everybody waits."""

    def __init__(self, little_while: float) -> None:
        self._skipping = _SkippingSelector(little_while)
        super().__init__(self._skipping)

    @override
    def time(self) -> float:
        return self._skipping.skipped


def run_at_once[Result](story: Coroutine[None, None, Result], little_while: float = 0) -> Result:
    """Run a coroutine without waiting for time to pass, and return what it returns.

    Args:
        story: It talks to nobody but, over sockets, to servers on the same loop.
        little_while: Seconds of real time within which bytes arrive that were sent to a socket.
    """
    with asyncio.Runner(loop_factory=lambda: _SkippingLoop(little_while)) as runner:
        return runner.run(story)
