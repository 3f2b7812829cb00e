"""Flows: whose echo packets belong together. They are numbered in the order in which they are met."""

from __future__ import annotations

import os
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from pcapflow.forms import Form, one_text
from pcapflow.kernel import is_compiled

__all__ = ("KEY_BYTES", "Flow", "FlowNumbers", "address_text", "flow_at", "flow_numbers", "flows_from", "keys_of")

Bytes = npt.NDArray[np.uint8]

KEY_BYTES = 40
_SLICES = slice(16), slice(16, 32), slice(32, 34)
"""Client, target and identifier in a key; behind them stand the family and zeros."""
_FAMILY = 34


class Flow(NamedTuple):
    """Echo packets between two addresses under one identifier, in both directions."""

    family: int
    """4 or 6."""
    client: str
    """Who asks."""
    target: str
    """Who is asked."""
    ident: int


class FlowNumbers(Protocol):
    """A number for each key."""

    def __len__(self) -> int: ...

    def number(self, keys: Bytes, numbers: npt.NDArray[np.int64]) -> None:
        """Write the number of each of uint8[K, KEY_BYTES]; who is new gets the next one."""
        ...

    def keys_from(self, first: int) -> bytes:
        """The keys numbered ``first`` and on, one behind the other."""
        ...


class _InDictionary:
    """Twin of kernel._flows.Flows: Python's own hash of bytes is as safe from those who look for collisions."""

    def __init__(self) -> None:
        self._number_of: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._number_of)

    def number(self, keys: Bytes, numbers: npt.NDArray[np.int64]) -> None:
        # A flow's packets come in long rows, so that few of them are looked up.
        starts = np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]).any(axis=1)][: len(keys)])
        number_of = self._number_of
        found = [number_of.setdefault(keys[at].tobytes(), len(number_of)) for at in starts.tolist()]
        numbers[:] = np.repeat(np.array(found, np.int64), np.diff(np.r_[starts, len(keys)]))

    def keys_from(self, first: int) -> bytes:
        return b"".join(list(self._number_of)[first:])


def flow_numbers() -> FlowNumbers:
    """No flow yet; compiled where that is in force."""
    if not is_compiled():
        return _InDictionary()
    from pcapflow.kernel import _flows as kernel

    return kernel.Flows(os.urandom(kernel.SECRET_BYTES))


def keys_of(family: Bytes, client: Bytes, target: Bytes, ident: npt.NDArray[np.int64]) -> Bytes:
    """uint8[K, KEY_BYTES] of families, addresses of 16 bytes (of IPv4 the first four), and identifiers."""
    keys = np.zeros((len(family), KEY_BYTES), np.uint8)
    keys[:, _FAMILY] = family
    parts = (client, target, ident.astype(">u2").view(np.uint8).reshape(-1, 2))
    for place, part in zip(_SLICES, parts, strict=True):
        keys[:, place] = part
    return keys


def flows_from(numbers: FlowNumbers, first: int = 0) -> list[Flow]:
    """The flows numbered ``first`` and on."""
    data = numbers.keys_from(first)
    return [flow_at(data, at) for at in range(len(data) // KEY_BYTES)]


def flow_at(keys: bytes, at: int) -> Flow:
    """The flow of one of the keys that stand one behind the other."""
    key = keys[at * KEY_BYTES : (at + 1) * KEY_BYTES]
    family = key[_FAMILY]
    client, target, ident = (key[place] for place in _SLICES)
    return Flow(family, address_text(family, client), address_text(family, target), int.from_bytes(ident, "big"))


def address_text(family: int, address: bytes) -> str:
    """Write an address of 16 bytes, of which IPv4 uses the first four."""
    return one_text(address, Form.IPV6) if family == 6 else one_text(address[:4], Form.IPV4)
