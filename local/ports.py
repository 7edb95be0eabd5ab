"""TCP ports on loopback: finding free ones, and telling whether one is taken or answers."""

import random
import socket

_LOOPBACK = "127.0.0.1"
# Below the range that systems take ports for outgoing connections from, so that none is lost between choice and use.
_FIRST_CANDIDATE, _LAST_CANDIDATE = 20_000, 32_000


def free_ports(count: int) -> list[int]:
    """Return that many different ports which nothing listens on."""
    chosen: list[int] = []
    for port in random.sample(range(_FIRST_CANDIDATE, _LAST_CANDIDATE), _LAST_CANDIDATE - _FIRST_CANDIDATE):
        if len(chosen) == count:
            break
        if not is_taken(port):
            chosen.append(port)
    return chosen


def is_taken(port: int) -> bool:
    """Tell whether another process listens on a port."""
    with socket.socket() as probe:
        # Connections that were just closed must not count, only listeners.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
        except OSError:
            return True
    return False


def answers(port: int) -> bool:
    """Tell whether a connection to a port is accepted."""
    try:
        socket.create_connection((_LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True
