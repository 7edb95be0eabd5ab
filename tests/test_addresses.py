"""Where the app may send what it knows."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning.addresses import check_address, check_resolved, is_loopback
from provisioning.ports import Misconfigured, TemporaryFailure

PUBLIC = {
    "a name": "https://api.hibob.com/v1",
    "a name with a port, a path and a query": "https://contoso.webhook.office.com:8443/hook/1?sig=abc",
    "a name that ends in a dot": "https://api.hibob.com./v1",
    "a name in capitals": "HTTPS://API.HIBOB.COM",
    "a name in punycode": "https://xn--mnchen-3ya.example",
    "a public address": "https://8.8.8.8/",
    "a public address of IPv6": "https://[2606:4700::1111]/",
}
PRIVATE = {
    "of class A": "https://10.0.0.4",
    "of class B": "https://172.31.255.1",
    "of class C": "https://192.168.1.1",
    "of a carrier": "https://100.64.0.1",
    "of IPv6": "https://[fd12:3456::1]",
    "inside IPv6": "https://[::ffff:10.0.0.4]",
    "inside IPv6 by translation": "https://[64:ff9b::a00:4]",
    "inside IPv6 by 6to4": "https://[2002:a00:4::]",
    "as one number": "https://167772164",
    "in hexadecimal": "https://0x0a.0.0.4",
    "in octal": "https://012.0.0.4",
    "with parts left out": "https://10.4",
    "by a name of the network's own": "https://hr.internal",
}
NEVER = {
    "plain http": "http://api.hibob.com",
    "another scheme": "ftp://api.hibob.com",
    "a file": "file:///etc/passwd",
    "no scheme": "api.hibob.com",
    "nothing": "",
    "no host": "https:///v1",
    "a user name": "https://admin@api.hibob.com",
    "a user name that looks like the host": "https://api.hibob.com@169.254.169.254",
    "a backslash": "https://api.hibob.com\\@127.0.0.1",
    "a line break": "https://api.hibob.com/\r\nHost: evil",
    "a tab": "https://api.hibob.com\t.evil.example",
    "a blank": "https://api.hibob.com /",
    "a port that is none": "https://api.hibob.com:99999",
    "a bracket that is open": "https://[::1",
    "a zone": "https://[fe80::1%25eth0]",
    "a name without a dot": "https://localhost",
    "another name without a dot": "https://metadata",
    "a name that means this machine": "https://app.localhost",
    "the metadata service of a cloud": "https://metadata.google.internal",
    "letters of other scripts": "https://\u0430\u0440\u0456.example",
    "digits of other scripts": "https://\uff11\uff12\uff17.0.0.1",
    "percent signs": "https://%31%32%37.0.0.1",
    "this machine": "https://127.0.0.1",
    "this machine by another number": "https://127.8.9.10",
    "this machine as one number": "https://2130706433",
    "this machine in hexadecimal": "https://0x7f000001",
    "this machine in octal": "https://0177.0.0.1",
    "this machine in short": "https://127.1",
    "this machine in IPv6": "https://[::1]",
    "this machine inside IPv6": "https://[::ffff:127.0.0.1]",
    "this machine inside IPv6, in hexadecimal": "https://[::ffff:7f00:1]",
    "this machine by translation": "https://[64:ff9b::7f00:1]",
    "no address": "https://0.0.0.0",
    "zero": "https://0",
    "no address of IPv6": "https://[::]",
    "metadata": "https://169.254.169.254/metadata/identity",
    "metadata as one number": "https://2852039166",
    "metadata inside IPv6": "https://[::ffff:169.254.169.254]",
    "metadata in IPv6": "https://[fd00:ec2::254]",
    "the platform's own address": "https://168.63.129.16",
    "link-local": "https://169.254.1.1",
    "link-local in IPv6": "https://[fe80::1]",
    "site-local in IPv6": "https://[fec0::1]",
    "multicast": "https://224.0.0.1",
    "multicast in IPv6": "https://[ff02::1]",
    "broadcast": "https://255.255.255.255",
    "reserved": "https://240.0.0.1",
}


@pytest.mark.parametrize("url", PUBLIC.values(), ids=PUBLIC)
@pytest.mark.parametrize("allow_private", [False, True])
def test_public_addresses_are_taken(url: str, *, allow_private: bool) -> None:
    check_address(url, allow_private=allow_private)


@pytest.mark.parametrize("url", PRIVATE.values(), ids=PRIVATE)
def test_private_networks_are_open_only_if_that_is_said(url: str) -> None:
    check_address(url, allow_private=True)
    with pytest.raises(Misconfigured, match="private network, unless the app setting ALLOW_PRIVATE_ADDRESSES is true"):
        check_address(url, allow_private=False)


@pytest.mark.parametrize("url", NEVER.values(), ids=NEVER)
@pytest.mark.parametrize("allow_private", [False, True])
def test_nothing_is_ever_sent_to_other_addresses(url: str, *, allow_private: bool) -> None:
    with pytest.raises(Misconfigured, match="the address must"):
        check_address(url, allow_private=allow_private)


@given(st.text(max_size=60) | st.text(max_size=40).map("https://".__add__) | st.ip_addresses().map("https://{}".format))
def test_whatever_is_given_is_taken_or_refused_with_a_sentence_that_does_not_repeat_it(url: str) -> None:
    sentence = ""
    try:
        check_address(url, allow_private=False)
    except Misconfigured as refused:
        sentence = str(refused)
    assert len(url) < len("https://a.bc") or url not in sentence


@pytest.mark.parametrize(
    "addresses",
    [("127.0.0.1",), ("8.8.8.8", "10.0.0.4"), ("169.254.169.254",), ("fe80::1%eth0",), ("::ffff:10.0.0.4",)],
    ids=["this machine", "one of two private", "metadata", "link-local with a zone", "private inside IPv6"],
)
async def test_a_public_name_that_leads_inside_is_refused(addresses: tuple[str, ...]) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        assert (host, port) == ("hooks.example.com", 443)
        return addresses

    with pytest.raises(Misconfigured, match="the address must not lead"):
        await check_resolved("https://hooks.example.com./x?sig=s", allow_private=False, resolve=resolve)


async def test_a_name_that_leads_outside_is_taken() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(0)
        return {("hooks.example.com", 8443): ("8.8.8.8", "2606:4700::1111")}[host, port]

    await check_resolved("https://hooks.example.com:8443/x", allow_private=False, resolve=resolve)


async def test_a_name_that_cannot_be_looked_up_is_a_failure_for_now() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        raise OSError(f"no such host {host}:{port}")

    with pytest.raises(TemporaryFailure, match="looked up"):
        await check_resolved("https://hooks.example.com", allow_private=False, resolve=resolve)


async def test_an_address_of_this_machine_is_looked_up_like_any_other() -> None:
    with pytest.raises(Misconfigured):
        await check_resolved("https://127.0.0.1", allow_private=True)


@pytest.mark.parametrize(
    ("url", "this_machine"),
    [
        ("http://127.0.0.1:7072/v1.0", True),
        ("http://localhost:7072", True),
        ("http://[::1]:7072", True),
        ("http://127.0.0.1.example.com", False),
        ("http://127.0.0.1@example.com", False),
        ("https://graph.microsoft.com", False),
    ],
)
def test_the_local_stack_is_known_by_its_host(url: str, *, this_machine: bool) -> None:
    assert is_loopback(url) is this_machine
