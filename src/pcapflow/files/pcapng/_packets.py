"""Packet blocks: enhanced, simple, obsolete. Spec: draft-ietf-opsawg-pcapng sections 4.3, 4.4, appendix A.

This is the numpy way, many blocks at once; its twin, a block at a time, is `walk_blocks` of kernel/_records.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pcapflow.files._linktypes import most_bytes_of
from pcapflow.files._times import to_ns
from pcapflow.files._walk import ENHANCED_PACKET, OBSOLETE_PACKET, SIMPLE_PACKET, walk_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from pcapflow.files._records import Interface
    from pcapflow.files._window import Window

    Int64s = npt.NDArray[np.int64]

__all__ = ("Bad", "Columns", "Section", "Stretch", "TwinPackets", "by_likeness", "columns_of")

PACKET_AT = 28  # where the packet begins in an enhanced and in an obsolete packet block
SIMPLE_PACKET_AT = 12
TRAILER_BYTES = 4


class Stretch(NamedTuple):
    """Packet blocks between which no interface was described."""

    at: Int64s
    """int64[N]: the first byte of each block."""
    order: str
    """Byte order of the section, ``<`` or ``>``."""
    first_interface: int
    """Number, in the file, of the section's first interface."""
    n_interfaces: int
    """How many the section has so far."""


class Section(NamedTuple):
    """What is the same for all blocks of a section."""

    order: str
    """Byte order, ``<`` or ``>``."""
    first_interface: int
    """Number, in the file, of its first interface."""
    number: int = 0
    """Its own number, from 1."""

    def stretch(self, at: Int64s, interfaces: Sequence[Interface]) -> Stretch:
        """Blocks of it, when ``interfaces`` is all that the file has described."""
        return Stretch(at, self.order, self.first_interface, len(interfaces) - self.first_interface)


class Bad(NamedTuple):
    """A packet block whose claims cannot be."""

    at: int
    """Its first byte in the window."""
    why: str
    n_interfaces: int
    """How many interfaces the file had described before."""


class Columns(NamedTuple):
    """What ``Records`` says of each packet."""

    start: Int64s
    captured: Int64s
    wire: Int64s
    time_ns: Int64s
    timed: npt.NDArray[np.bool_]
    interface: npt.NDArray[np.int32]


class TwinPackets:
    """The packet blocks of one window at a time: walked first, and judged all together."""

    def __init__(self) -> None:
        self.bad: Bad | None = None
        self._stretches: list[Stretch] = []

    def begin(self, window: Window) -> None:  # noqa: ARG002 (its twin makes room)
        """Forget the window before."""
        self._stretches = []

    def walk(self, window: Window, at: int, section: Section, interfaces: Sequence[Interface]) -> int:
        """Follow the blocks from a byte on, and tell where the walk stopped."""
        found, stop = walk_blocks(window.buffer, at, window.n_bytes, section.order)
        if len(found):
            self._stretches.append(section.stretch(found, interfaces))
        return stop

    def take(self, window: Window, interfaces: Sequence[Interface]) -> Columns:
        """What was found since `begin`; `bad` is the block at which it ends, if one cannot be."""
        pieces: list[Columns] = [_NOTHING]
        for _, alike in itertools.groupby(self._stretches, key=lambda stretch: stretch.order):
            columns, self.bad = columns_of(window.lent, list(alike), interfaces)
            pieces.append(columns)
            if self.bad:
                break
        return Columns(*map(np.concatenate, zip(*pieces, strict=True)))


def columns_of(
    window: npt.NDArray[np.uint8], stretches: Sequence[Stretch], interfaces: Sequence[Interface]
) -> tuple[Columns, Bad | None]:
    """Cut the columns out of whole packet blocks, up to the first whose claims cannot be.

    Args:
        window: uint8[W], with slack behind the last block.
        stretches: At least one, all of one byte order.
        interfaces: All of the file so far.

    Returns:
        The columns, and the first impossible block, if one is.
    """
    order = stretches[0].order
    at = np.concatenate([stretch.at for stretch in stretches])
    n_blocks = [len(stretch.at) for stretch in stretches]
    first_interface = np.repeat(np.array([stretch.first_interface for stretch in stretches], np.int64), n_blocks)
    n_interfaces = np.repeat(np.array([stretch.n_interfaces for stretch in stretches], np.int64), n_blocks)
    every: npt.NDArray[np.uint32] = np.ndarray(
        (len(window) - PACKET_AT + 1, PACKET_AT // 4), f"{order}u4", window, strides=(1, 4)
    )
    kind, size, in_section, ticks_high, ticks_low, captured, wire = every[at].T.astype(np.int64)
    start = at + PACKET_AT
    is_simple = kind == SIMPLE_PACKET
    if not (kind == ENHANCED_PACKET).all():
        # An obsolete packet block has 16 bits of interface, then 16 of a drop count.
        is_obsolete = kind == OBSOLETE_PACKET
        in_section[is_obsolete] = in_section[is_obsolete] >> 16 if order == ">" else in_section[is_obsolete] & 0xFFFF
        # A simple packet block has a length on the wire and nothing else; its interface is the section's first.
        wire[is_simple] = in_section[is_simple]
        in_section[is_simple] = 0
        start[is_simple] = at[is_simple] + SIMPLE_PACKET_AT
    room = at + size - TRAILER_BYTES - start
    captured[is_simple] = wire[is_simple]

    good = _n_before((room < 0) | (in_section >= n_interfaces))
    ticks = (ticks_high.astype(np.uint64) << np.uint64(32)) | ticks_low.astype(np.uint64)
    interface = first_interface + in_section
    time_ns = np.zeros(good, np.int64)
    timed = np.zeros(good, np.bool_)
    most_bytes = np.zeros(good, np.int64)
    for described, rows in by_likeness(interface[:good], interfaces):
        if described.snaplen:
            captured[rows] = np.where(is_simple[rows], np.minimum(captured[rows], described.snaplen), captured[rows])
        most_bytes[rows] = most_bytes_of(described.linktype)
        time_ns[rows], timed[rows] = to_ns(ticks[rows], described.ticks_per_s, described.offset_s)
    time_ns[is_simple[:good]] = 0
    timed[is_simple[:good]] = False

    good = _n_before((captured[:good] > room[:good]) | (captured[:good] > most_bytes))
    columns = Columns(
        start[:good], captured[:good], wire[:good], time_ns[:good], timed[:good], interface[:good].astype(np.int32)
    )
    if good == len(at):
        return columns, None
    why = _explain(int(room[good]), int(in_section[good]), int(n_interfaces[good]), int(captured[good]))
    return columns, Bad(int(at[good]), why, int(first_interface[good] + n_interfaces[good]))


_NONE = np.empty(0, np.int64)
_NOTHING = Columns(_NONE, _NONE, _NONE, _NONE, _NONE.astype(np.bool_), _NONE.astype(np.int32))


def _n_before(bad: npt.NDArray[np.bool_]) -> int:
    return int(bad.argmax()) if bad.any() else len(bad)


def by_likeness(interface: Int64s, interfaces: Sequence[Interface]) -> Iterator[tuple[Interface, slice | Int64s]]:
    """Rows of interfaces that are alike in what matters here, and one of these interfaces.

    A file may describe as many interfaces as it has packets: this is one sort, and one step per kind of interface.
    """
    if not len(interface):
        return
    if interface.min() == interface.max():
        yield interfaces[int(interface[0])], slice(0, len(interface))
        return
    used, place = np.unique(interface, return_inverse=True)
    kinds: dict[tuple[int, ...], int] = {}
    examples: list[Interface] = []
    kind_of_used = np.empty(len(used), np.int64)
    for at, number in enumerate(used.tolist()):
        one = interfaces[number]
        kind = kinds.setdefault((one.linktype, one.snaplen, one.ticks_per_s, one.offset_s), len(kinds))
        if kind == len(examples):
            examples.append(one)
        kind_of_used[at] = kind
    kind_of_row = kind_of_used[place]
    rows = np.argsort(kind_of_row, kind="stable")
    bounds = np.flatnonzero(np.diff(kind_of_row[rows])) + 1
    yield from zip(examples, np.split(rows, bounds), strict=True)


def _explain(room: int, in_section: int, n_interfaces: int, captured: int) -> str:
    if room < 0:
        return f"block is {-room} bytes too short for the header of its kind"
    if in_section >= n_interfaces:
        return f"packet of interface {in_section}, of which the section describes {n_interfaces}"
    if captured > room:
        return f"packet claims {captured} bytes, its block has {room}"
    return f"packet claims {captured} bytes, more than its link type can have"
