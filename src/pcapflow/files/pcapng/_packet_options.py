"""Options of packets. Spec: draft-ietf-opsawg-pcapng sections 3.5 and 4.3, appendix A.

Nothing of this is done while the packets are found: a packet's block is found
again from where its bytes are, when somebody asks, as long as the window lives.
Of an option that is given twice, and may be given once, the first counts, as in
tshark; one of another length than its own is as if it were not there, and
behind one that claims more bytes than its block has, nothing is read: that is
the note ``problem``.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pcapflow.files._records import Noted
from pcapflow.files._walk import ENHANCED_PACKET, OBSOLETE_PACKET
from pcapflow.files.pcapng._options import COMMENT, END_OF_OPTIONS, OPTION_HEADER_BYTES, overrun, text_of_option
from pcapflow.files.pcapng._packets import PACKET_AT, TRAILER_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from pcapflow.files._records import Records

    Int64s = npt.NDArray[np.int64]

__all__ = ("packet_notes",)

NUMBERS = {2: ("flags", "u4"), 4: ("drop_count", "u8"), 5: ("packet_id", "u8"), 6: ("queue", "u4")}
"""Code to name and type."""
REPEATED = {COMMENT: "comment", 3: "hash", 7: "verdict"}
"""Code to name; text, or the bytes as they stand."""
NO_DROP_COUNT = 0xFFFF
FEW = 64
"""From so few packets on, a packet at a time is faster."""


class Blocks(NamedTuple):
    """Packet blocks that may have options."""

    packet: Int64s
    """Index of the packet in its window."""
    at: Int64s
    """Where in the window the options begin."""
    stop: Int64s
    """Where the block's own end begins."""


class Options(NamedTuple):
    """Options of one byte order, in the order of packets, and of the file."""

    packet: Int64s
    code: Int64s
    at: Int64s
    """Where in the window the value begins."""
    size: Int64s
    left: Int64s
    """Bytes from the value on to the end of its block; of the last of a packet they may be fewer than its size."""


def packet_notes(records: Records, orders: Sequence[tuple[int, str]]) -> Mapping[str, Noted]:
    """All options of the packets of a window that are known, by name.

    Args:
        records: The window.
        orders: From which interface on sections have which byte order.
    """
    firsts = [first for first, _ in orders]
    which = np.searchsorted(firsts, records.interface, "right") - 1
    parts: list[Mapping[str, Noted]] = []
    for order in sorted({orders[number][1] for number in np.flatnonzero(np.bincount(which)).tolist()}):
        mine = np.array([each == order for _, each in orders])[which]
        parts.append(_notes_of(records, np.flatnonzero(mine), order))
    return parts[0] if len(parts) == 1 else _joined(parts)


def _joined(parts: Sequence[Mapping[str, Noted]]) -> Mapping[str, Noted]:
    joined = {}
    for name in dict.fromkeys(name for part in parts for name in part):
        both = [part[name] for part in parts if name in part]
        packet = np.concatenate([each.packet for each in both])
        by_packet = np.argsort(packet, kind="stable")
        joined[name] = Noted(packet[by_packet], np.concatenate([each.values for each in both])[by_packet])
    return joined


def _notes_of(records: Records, packet: Int64s, order: str) -> Mapping[str, Noted]:
    """The notes of some packets, whose sections have one byte order."""
    window = records.window
    start, captured = records.start[packet], records.captured[packet]
    padded = captured + (-captured & 3)
    words: npt.NDArray[np.uint32] = np.ndarray(len(window) - 3, f"{order}u4", window, strides=(1,))
    # A simple packet block has a shorter header. What stands before it is looked at as if it were an enhanced one's: it
    # is told by the word before last, which is its length there and what was captured in the others.
    block = np.maximum(start - PACKET_AT, 0)
    kind, size = words[block], words[block + 4].astype(np.int64)
    is_plain = (kind == ENHANCED_PACKET) & (size == PACKET_AT + padded + TRAILER_BYTES)
    rest = np.flatnonzero(~is_plain)
    rest = rest[(start[rest] >= PACKET_AT) & (words[start[rest] - 8] == captured[rest])]
    is_obsolete = kind[rest] == OBSOLETE_PACKET
    rest, is_obsolete = (each[is_obsolete | (kind[rest] == ENHANCED_PACKET)] for each in (rest, is_obsolete))
    blocks = Blocks(packet[rest], start[rest] + padded[rest], block[rest] + size[rest] - TRAILER_BYTES)
    notes = _notes_in(window, _options(window, blocks, order), order)
    if is_obsolete.any():
        _add_drop_counts(notes, packet[rest[is_obsolete]], words[block[rest[is_obsolete]] + 8], order)
    return notes


def _add_drop_counts(notes: dict[str, Noted], packet: Int64s, word: npt.NDArray[np.uint32], order: str) -> None:
    """Obsolete packet blocks have theirs in the header, beside the interface."""
    dropped = word & 0xFFFF if order == ">" else word >> 16
    known = dropped != NO_DROP_COUNT
    found = {"drop_count": Noted(packet[known], dropped[known].astype(np.uint64))}
    options = {name: noted for name, noted in notes.items() if name == "drop_count"}
    counts = _joined([found, options])["drop_count"]
    first = np.diff(counts.packet, prepend=-1) > 0
    if first.any():
        notes["drop_count"] = Noted(counts.packet[first], counts.values[first])


def _notes_in(window: npt.NDArray[np.uint8], options: Options, order: str) -> dict[str, Noted]:
    notes = {}
    over = options.size > options.left
    if over.any():
        broken = zip(*(each[over].tolist() for each in (options.code, options.size, options.left)), strict=True)
        notes["problem"] = Noted(options.packet[over], np.array([overrun(*each) for each in broken], object))
        options = Options(*(each[~over] for each in options))
    for code in np.flatnonzero(np.bincount(np.minimum(options.code, max(*NUMBERS, *REPEATED) + 1))).tolist():
        mine = options.code == code
        packet, at, size = options.packet[mine], options.at[mine], options.size[mine]
        if code in NUMBERS:
            name, kind = NUMBERS[code]
            dtype = np.dtype(f"{order}{kind}")
            fits = np.flatnonzero(size == dtype.itemsize)
            fits = fits[np.diff(packet[fits], prepend=-1) > 0]
            every = np.ndarray(len(window) - dtype.itemsize + 1, dtype, window, strides=(1,))
            if len(fits):
                notes[name] = Noted(packet[fits], every[at[fits]].astype(kind))
        elif code in REPEATED:
            raw = [window[begin : begin + n].tobytes() for begin, n in zip(at.tolist(), size.tolist(), strict=True)]
            values = np.empty(len(raw), object)
            values[:] = [text_of_option(value) for value in raw] if code == COMMENT else raw
            notes[REPEATED[code]] = Noted(packet, values)
    return notes


def _options(window: npt.NDArray[np.uint8], blocks: Blocks, order: str) -> Options:
    """Every option of the blocks: an option of each block a step, while there are many; then a block at a time."""
    halves: npt.NDArray[np.uint16] = np.ndarray(len(window) - 1, f"{order}u2", window, strides=(1,))
    steps = []
    packet, at, stop = blocks
    while len(packet) >= FEW:
        here = at + OPTION_HEADER_BYTES <= stop
        packet, at, stop = packet[here], at[here], stop[here]
        code, size = halves[at].astype(np.int64), halves[at + 2].astype(np.int64)
        at = at + OPTION_HEADER_BYTES
        goes_on = code != END_OF_OPTIONS
        packet, code, at, size, stop = (each[goes_on] for each in (packet, code, at, size, stop))
        steps.append(Options(packet, code, at, size, stop - at))
        # Behind one that is longer than its block, it is at the end.
        at = at + size + (-size & 3)
    steps += [
        _options_of(window, *each, order) for each in zip(packet.tolist(), at.tolist(), stop.tolist(), strict=True)
    ]
    if not steps:
        return Options(*(np.empty(0, np.int64),) * 5)
    options = Options(*map(np.concatenate, zip(*steps, strict=True)))
    by_packet = np.argsort(options.packet, kind="stable")
    return Options(*(each[by_packet] for each in options))


def _options_of(window: npt.NDArray[np.uint8], packet: int, at: int, stop: int, order: str) -> Options:
    """The options of one block."""
    unpack = struct.Struct(f"{order}HH").unpack_from
    octets = window.data
    found = []
    while at + OPTION_HEADER_BYTES <= stop:
        code, size = unpack(octets, at)
        at += OPTION_HEADER_BYTES
        if code == END_OF_OPTIONS:
            break
        found.append((code, at, size, stop - at))
        # Behind one that is longer than its block, it is at the end.
        at += size + (-size & 3)
    columns = np.array(found, np.int64).reshape(-1, 4)
    return Options(np.full(len(found), packet), *columns.T)
