"""Packet blocks by the compiled loop: what it needs to know, and the times that it leaves. Twin: _packets.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pcapflow.files._linktypes import most_bytes_of
from pcapflow.files._room import Room
from pcapflow.files._times import MOST_NS, MOST_SECONDS, NS_PER_S, to_ns
from pcapflow.files.pcapng._packets import Bad, Columns, Section, by_likeness, columns_of
from pcapflow.kernel import _records as kernel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pcapflow.files._records import Interface
    from pcapflow.files._window import Window

__all__ = ("CLOCK", "CompiledPackets", "clock_of")

_UNTIMED, _TIMED, TICKS = kernel.TIMES
_STOPPED, FULL, IMPOSSIBLE = kernel.REASONS

CLOCK = np.dtype([(name, np.int64) for name in ("ns_per_tick", "most_ticks", "offset_ns", "snaplen", "most_bytes")])
"""An interface, as the loop has it."""


class CompiledPackets:
    """The packet blocks of one window at a time."""

    def __init__(self) -> None:
        self.bad: Bad | None = None
        self._room = Room(*(np.int64,) * 4, np.uint8, np.int32)
        self._clocks = np.zeros(4, CLOCK)
        self._first_interface = self._n_interfaces = 0
        self._n_rows = self._n_ticks = 0

    def begin(self, window: Window) -> None:
        """Forget the window before."""
        self._room.open(window.n_bytes)
        self._n_rows = self._n_ticks = 0

    def walk(self, window: Window, at: int, section: Section, interfaces: Sequence[Interface]) -> int:
        """Follow the blocks from a byte on, and tell where the walk stopped; `bad` says why it cannot go on."""
        self._describe(section, interfaces)
        while True:
            self._n_rows, at, why, n_ticks = kernel.walk_blocks(
                window.buffer,
                window.n_bytes,
                at,
                self._n_rows,
                section.order == ">",
                self._clocks,
                self._n_interfaces,
                section.first_interface,
                *self._room.arrays,
            )
            self._n_ticks += n_ticks
            if why != FULL:
                break
            self._room.grow(self._n_rows, at, window.n_bytes)
        if why == IMPOSSIBLE:
            _, self.bad = columns_of(window.lent, [section.stretch(np.array([at]), interfaces)], interfaces)
        return at

    def take(self, window: Window, interfaces: Sequence[Interface]) -> Columns:
        """What was found since `begin`."""
        start, captured, wire, time_ns, timed, interface = self._room.take(self._n_rows, window.n_bytes)
        if self._n_ticks:
            rows = np.flatnonzero(timed == TICKS)
            for described, some in by_likeness(interface[rows], interfaces):
                these = rows[some]
                ticks = time_ns[these].view(np.uint64)
                time_ns[these], timed[these] = to_ns(ticks, described.ticks_per_s, described.offset_s)
        return Columns(start, captured, wire, time_ns, timed.view(np.bool_), interface)

    def _describe(self, section: Section, interfaces: Sequence[Interface]) -> None:
        """Bring the table of the section's interfaces up to date; each is looked at once."""
        if section.first_interface != self._first_interface:
            self._first_interface, self._n_interfaces = section.first_interface, 0
        for interface in interfaces[section.first_interface + self._n_interfaces :]:
            if self._n_interfaces == len(self._clocks):
                self._clocks = np.concatenate([self._clocks, np.zeros_like(self._clocks)])
            self._clocks[self._n_interfaces] = clock_of(interface)
            self._n_interfaces += 1


def clock_of(interface: Interface) -> tuple[int, int, int, int, int]:
    """The values of `CLOCK`.

    Where a tick is a whole number of nanoseconds, and the offset far from what int64 holds, the loop makes the time:
    up to as many ticks as stay within int64. Everything else it leaves as ticks, for `to_ns`.
    """
    ns_per_tick, remainder = divmod(NS_PER_S, interface.ticks_per_s)
    most_bytes = most_bytes_of(interface.linktype)
    if remainder or not ns_per_tick or abs(interface.offset_s) > MOST_SECONDS:
        return 0, 0, 0, interface.snaplen, most_bytes
    offset_ns = interface.offset_s * NS_PER_S
    return ns_per_tick, (MOST_NS - max(offset_ns, 0)) // ns_per_tick, offset_ns, interface.snaplen, most_bytes
