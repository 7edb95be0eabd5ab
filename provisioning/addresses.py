"""Where the app may send what it knows: addresses that are configured never lead into the network behind the app.

Somebody who can set an address, or the name service behind it, would otherwise have the app ask the metadata service of
its own machine, or a neighbour that trusts it. Sources: RFC 6890 (special addresses); Azure, Instance Metadata Service
(169.254.169.254) and the platform's own address 168.63.129.16; RFC 6052 (IPv4 inside IPv6).
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from provisioning.ports import Misconfigured, TemporaryFailure

type Address = IPv4Address | IPv6Address
type Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host name, as texts; raises OSError if it has none."""

_HTTPS_PORT: Final = 443
_NAME: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+", re.ASCII)
_NAMES_WITHIN: Final = (".local", ".internal", ".intranet", ".lan", ".home.arpa")
_OWN_NAMES: Final = (".localhost", "metadata.google.internal")
_METADATA: Final = frozenset(
    ip_address(text) for text in ("169.254.169.254", "168.63.129.16", "100.100.100.200", "fd00:ec2::254")
)
_PRIVATE: Final = tuple(
    ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
"""100.64.0.0/10 is what carriers, and some virtual networks, use behind their own translation."""
_SITE_LOCAL: Final = IPv6Network("fec0::/10")
_PRIVATE_SENTENCE: Final = (
    "the address must not lead into a private network, unless the app setting ALLOW_PRIVATE_ADDRESSES is true"
)
_NEVER_SENTENCE: Final = (
    "the address must not lead to the app's own machine, a link-local, multicast, reserved or metadata address"
)
_TRANSLATED: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/96"), IPv6Network("::/96"))
"""IPv6 networks whose last 32 bits are an IPv4 address."""


def check_address(url: str, *, allow_private: bool) -> None:
    """Refuse an address that nothing may be sent to. It is not looked up; see `check_resolved`.

    It must be https, with a host that is public, or in a private network if `allow_private` says so; never this machine
    itself, a link-local, multicast or metadata address, in whatever form it is written. The sentence does not repeat
    the address, as it may hold a secret.

    Raises:
        Misconfigured: It is none; the caller says which setting holds it.
    """
    host = _host_of(_parts_of(url))
    literal = _literal(host)
    if literal is not None:
        _check(literal, allow_private=allow_private)
    elif not _NAME.fullmatch(host) or host.rpartition(".")[2].isdecimal():
        # A name without a dot is one of the network's own, and a last part of digits is no name.
        raise Misconfigured("the address must name a host in full, such as api.example.com, in plain letters")
    elif host.endswith(_OWN_NAMES):
        raise Misconfigured(_NEVER_SENTENCE)
    elif host.endswith(_NAMES_WITHIN) and not allow_private:
        raise Misconfigured(_PRIVATE_SENTENCE)


async def check_resolved(url: str, *, allow_private: bool, resolve: Resolve | None = None) -> None:
    """Refuse an address as `check_address` does, and also one whose host has such an address by name.

    Between this and the call itself the name may come to mean something else; then the certificate, which must be for
    the name, keeps the call from being understood.

    Raises:
        Misconfigured: Nothing may be sent there.
        TemporaryFailure: The name could not be looked up.
    """
    check_address(url, allow_private=allow_private)
    parts = _parts_of(url)
    host = _host_of(parts)
    try:
        found = await (resolve or _looked_up)(host, parts.port or _HTTPS_PORT)
    except OSError:
        raise TemporaryFailure("the host of the address could not be looked up by its name") from None
    for text in found:
        _check(ip_address(text.partition("%")[0]), allow_private=allow_private)


def is_loopback(url: str) -> bool:
    """Whether a URL points to this machine, as the local stack's do."""
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}


async def _looked_up(host: str, port: int) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    return [str(found[4][0]) for found in await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _parts_of(url: str) -> SplitResult:
    if not url.isprintable() or " " in url or "\\" in url:
        raise Misconfigured("the address must hold no spaces, line breaks or backslashes")
    try:
        parts = urlsplit(url)
        _ = parts.port  # is read, and refused, only when it is asked for
    except ValueError:
        raise Misconfigured("the address must be a URL, such as https://api.example.com/v1") from None
    if parts.scheme != "https":
        raise Misconfigured("the address must be an https address")
    if "@" in parts.netloc:
        raise Misconfigured("the address must hold no user name and password")
    return parts


def _host_of(parts: SplitResult) -> str:
    return (parts.hostname or "").removesuffix(".")


def _literal(host: str) -> Address | None:
    """Return the address that a host is, if it is one in any form that libraries of the system take."""
    try:
        if ":" in host:
            return IPv6Address(host)
        # It takes 2130706433, 0x7f.1 and 0177.0.0.1 for 127.0.0.1, as the system does when it connects.
        return IPv4Address(socket.inet_aton(host))
    except (ValueError, OSError):
        return None


def _check(address: Address, *, allow_private: bool) -> None:
    meant = _meant(address)
    if meant not in _METADATA and any(meant in network for network in _PRIVATE):
        if not allow_private:
            raise Misconfigured(_PRIVATE_SENTENCE)
    elif meant in _METADATA or meant.is_multicast or not meant.is_global or meant in _SITE_LOCAL:
        raise Misconfigured(_NEVER_SENTENCE)


def _meant(address: Address) -> Address:
    """Return the address, or the IPv4 one inside it."""
    if isinstance(address, IPv4Address):
        return address
    within = address.ipv4_mapped or address.sixtofour
    translated = any(address in network for network in _TRANSLATED)
    return within or (IPv4Address(int(address) & 0xFFFFFFFF) if translated else address)
