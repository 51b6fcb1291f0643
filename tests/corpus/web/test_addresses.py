"""Which addresses are public, and that no name and no spelling leads to another."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.names import Answers

from corpus.web.addresses import CheckedResolver, ForbiddenAddress, is_public, make_checked_sockets
from corpus.web.fetching import FetchLimits, UnreachableLink, fetch


@pytest.fixture
async def victim() -> AsyncIterator[tuple[int, list[str]]]:
    """A service on loopback that wants no visitors: its port, and who connected."""
    connections: list[str] = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(str(writer.get_extra_info("peername")))
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    async with server:
        yield port, connections


@pytest.mark.parametrize(
    "address",
    """0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254
    172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.1
    203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1
    64:ff9b::a9fe:a9fe 64:ff9b:1::8.8.8.8 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1
    2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1 4000::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%1 fec0::1
    ff02::1""".split(),
)
def test_an_address_that_not_everyone_reaches_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    """1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 128.0.0.1 169.253.1.1 172.15.0.1 172.32.0.1
    192.0.1.1 192.167.1.1 198.17.0.1 198.20.0.1 223.255.255.255 ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2001:4860:4860::8888
    2606:4700::1111 2a00:1450:4001:81b::200e""".split(),
)
def test_an_address_that_everyone_reaches_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses())
def test_what_python_calls_local_is_never_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    inner = getattr(address, "ipv4_mapped", None) or address
    assert not is_public(address) or (inner.is_global and not inner.is_multicast)


async def test_of_the_addresses_of_a_name_only_the_public_ones_are_used() -> None:
    resolver = CheckedResolver(Answers(("10.0.0.1", "8.8.8.8", "::1", "2606:4700::1111", "fe80::1%1", "2130706433")))
    assert [each["host"] for each in await resolver.resolve("mixed.example")] == ["8.8.8.8", "2606:4700::1111"]


async def test_a_name_that_changes_its_address_is_checked_each_time() -> None:
    resolver = CheckedResolver(Answers(("8.8.8.8",), ("127.0.0.1",)))
    assert [each["host"] for each in await resolver.resolve("rebound.example")] == ["8.8.8.8"]
    with pytest.raises(ForbiddenAddress, match=r"rebound\.example is not on the public internet"):
        await resolver.resolve("rebound.example")


async def test_a_name_without_addresses_is_an_error_of_the_network() -> None:
    with pytest.raises(OSError, match=r"empty\.example has no address"):
        await CheckedResolver(Answers(())).resolve("empty.example")
    for name in ("landscape.invalid", "a" * 64 + ".example", "zero\x00byte"):
        with pytest.raises(OSError, match=r".") as caught:
            await CheckedResolver(aiohttp.ThreadedResolver()).resolve(name)
        assert not isinstance(caught.value, ValueError)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "127.1", "0x7f000001", "localhost", ""])
def test_no_socket_is_made_for_what_is_not_a_public_address(host: str) -> None:
    with pytest.raises(ForbiddenAddress):
        make_checked_sockets()((socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (host, 80)))


@pytest.mark.parametrize(
    "host",
    """127.0.0.1 127.0.0.1. 127.1 127.0.1 2130706433 0x7f.1 0x7f000001 0177.0.0.1 017700000001 localhost
    0.0.0.0 0 ①②⑦.⓪.⓪.① 127。0。0。1 [::ffff:127.0.0.1] [::ffff:7f00:1] [::1] [::] [::127.0.0.1] [64:ff9b::7f00:1]
    [2002:7f00:1::] [fe80::1%251]""".split(),
)
async def test_no_spelling_of_loopback_is_connected_to(host: str, victim: tuple[int, list[str]]) -> None:
    port, connections = victim
    with pytest.raises(UnreachableLink) as caught:
        await fetch(f"http://{host}:{port}/", limits=FetchLimits(ports=frozenset({port})))
    assert str(caught.value).startswith("http://")
    assert "not on the public internet" in str(caught.value) or "is not the name of a site" in str(caught.value)
    assert not caught.value.gone
    assert connections == []


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "10.0.0.1", "192.168.0.1", "100.100.100.200", "[fd00:ec2::254]", "[fe80::1]"]
)
async def test_an_address_of_the_inner_network_is_refused_at_once(host: str) -> None:
    with pytest.raises(UnreachableLink, match=r"is not on the public internet; link a page that anyone can open"):
        await fetch(f"http://{host}/latest/meta-data/", limits=FetchLimits(seconds=1))


async def test_a_name_that_points_to_loopback_is_not_connected_to(victim: tuple[int, list[str]]) -> None:
    port, connections = victim
    for answer in (("127.0.0.1",), ("::ffff:127.0.0.1", "127.0.0.1"), ("0.0.0.0",)):
        with pytest.raises(UnreachableLink, match=r"inner\.example is not on the public internet"):
            await fetch(
                f"http://inner.example:{port}/x", limits=FetchLimits(ports=frozenset({port})), resolver=Answers(answer)
            )
    assert connections == []
