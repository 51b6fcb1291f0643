"""Which addresses of the internet are public, checked where a connection is made, so that no name can lead elsewhere."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

__all__ = ["Address", "CheckedResolver", "ForbiddenAddress", "is_public", "make_checked_sockets"]

Address = IPv4Address | IPv6Address
AddressFilter = Callable[[Address], bool]

# Named here in full, as what `ipaddress` calls global differs from one Python to the next.
_NOT_PUBLIC_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # this host
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # shared by a provider's customers (CGNAT)
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # looks public, and is the host below every virtual machine of Azure
            "169.254.0.0/16",  # link-local, with the metadata of most clouds
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/3",  # multicast, reserved, broadcast
        ),
    )
)
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")  # all else is local, multicast, reserved or a form of IPv4
_NOT_PUBLIC_6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # protocol assignments, with Teredo
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4
            "3fff::/20",  # documentation
        ),
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class ForbiddenAddress(Exception):
    """A connection that was not made: its address is not public. The text is a clause that names the host."""

    def __init__(self, host: str) -> None:
        super().__init__(f"{host} is not on the public internet")


def is_public(address: Address) -> bool:
    """Whether anyone on the internet reaches the same machine at `address`.

    An IPv4 address inside an IPv6 one (mapped, or NAT64's well-known prefix) is judged by itself; Teredo and 6to4 are
    not public. A NAT64 prefix of a network's own cannot be told from any other.
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


class CheckedResolver(AbstractResolver):
    """Looks names up with another resolver and hands on only the addresses that are allowed."""

    def __init__(self, resolver: AbstractResolver, allowed: AddressFilter = is_public) -> None:
        self._resolver = resolver
        self._allowed = allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the allowed addresses of `host`, at least one.

        Raises `ForbiddenAddress` where it has others only, and `OSError` where it has none.
        """
        try:
            found = await self._resolver.resolve(host, port, family)
        except ValueError as error:  # a label of more than 63 characters, a zero byte
            raise OSError(f"“{host}” is not a name that can be looked up") from error
        if not found:
            raise OSError(f"{host} has no address")
        kept = [each for each in found if _passes(each["host"], self._allowed)]
        if not kept:
            raise ForbiddenAddress(host)
        return kept

    async def close(self) -> None:
        await self._resolver.close()


def make_checked_sockets(allowed: AddressFilter = is_public) -> aiohttp.SocketFactoryType:
    """Return a maker of sockets for `aiohttp.TCPConnector`, the last gate before a connection.

    aiohttp looks nothing up where a link holds an address instead of a name, but makes every socket here. What is made
    raises `ForbiddenAddress` for an address that is not allowed.
    """

    def make(info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        host = str(address[0])
        if not _passes(host, allowed):
            raise ForbiddenAddress(host)
        return socket.socket(family=family, type=kind, proto=protocol)

    return make


def _passes(host: str, allowed: AddressFilter) -> bool:
    try:
        return allowed(ipaddress.ip_address(host))
    except ValueError:  # 2130706433, 127.1: the system would make an address of it
        return False
