"""What the engine has, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


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
