"""What the engine has, as plain values."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pcapflow.recording._plan import Address, Publish


@dataclass(frozen=True, slots=True)
class Image:
    """An image that the engine has."""

    name: str
    id: str
    digest: str | None
    """As a registry knows it; None for an image that was never pulled."""
    entrypoint: tuple[str, ...]
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """A network that the engine has."""

    name: str
    id: str
    driver: str
    has_ipv6: bool
    bridge: str
    """Name of the bridge's interface on the engine's machine."""
    subnets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A container, network or image that carries pcapflow's label."""

    kind: str
    id: str
    name: str
    state: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class End:
    """A client or server, started."""

    id: str
    name: str
    image: Image
    addresses: tuple[Address, ...]
    mac: str
    published: Publish | None = None
    command: str = ""
    """What it runs, for people."""

    def address(self, *, ipv6: bool) -> Address | None:
        """The address of a family; None where it has none."""
        return next((address for address in self.addresses if (address.version == 6) == ipv6), None)


def end_from(attributes: Mapping[str, Any], image: Image, network: Network) -> End:
    """What the engine knows of a running container on a network.

    Never assumed from the order of starts: the first one need not have the first address.
    """
    settings = attributes["NetworkSettings"]
    here = settings["Networks"][network.name]
    texts = (here.get("IPAddress"), here.get("GlobalIPv6Address"))
    return End(
        attributes["Id"],
        attributes["Name"].lstrip("/"),
        image,
        tuple(ipaddress.ip_address(text) for text in texts if text),
        here.get("MacAddress", ""),
    )
