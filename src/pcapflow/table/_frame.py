"""Columns of the packet itself: what the file says of it, and which layers were found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.forms import Form
from pcapflow.table._rows import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pcapflow.table._specs import LayerSpec
    from pcapflow.table._table import PacketTable

__all__ = ("FRAME", "FRAME_COLUMNS", "FrameColumn", "frame_values", "noted_values")


FRAME = "frame"
"""Stands among the names of layers for the packet itself."""


class FrameColumn(NamedTuple):
    """A column of the packet itself."""

    name: str
    meaning: str
    form: Form
    type: str = "int64"
    """numpy's name of the type; texts are objects."""
    note: str = ""
    """Which of the table's notes holds it; empty for what is known of every packet."""
    mask: int = 0
    """Bits of the note that it is made of; 0 is all."""


def _flag(name: str, meaning: str, bit: int) -> FrameColumn:
    return FrameColumn(f"frame.packet_flags_{name}", meaning, Form.BOOLEAN, "bool", "flags", 1 << bit)


_UNITS = "nanoseconds as a number, seconds as text"

FRAME_COLUMNS = {
    column.name: column
    for column in (
        FrameColumn("frame.number", "Number of the packet in its capture, from 1", Form.DECIMAL),
        FrameColumn("frame.time_epoch", f"Time since 1970-01-01 UTC: {_UNITS}", Form.EPOCH),
        FrameColumn("frame.time_relative", f"Time since the first packet: {_UNITS}", Form.DURATION),
        FrameColumn("frame.time_delta", f"Time since the packet before: {_UNITS}", Form.DURATION),
        FrameColumn("frame.len", "Bytes on the wire", Form.DECIMAL),
        FrameColumn("frame.cap_len", "Bytes captured", Form.DECIMAL),
        FrameColumn("frame.protocols", "Layers, outermost first", Form.TEXT, "text"),
        FrameColumn(
            "frame.interface_id", "Interface that captured the packet, from 0 in its section", Form.DECIMAL, "int32"
        ),
        FrameColumn("frame.interface_name", "Name of that interface", Form.TEXT, "text"),
        FrameColumn("frame.interface_description", "Description of that interface", Form.TEXT, "text"),
        FrameColumn("frame.section_number", "Section of the file, from 1", Form.DECIMAL),
        FrameColumn("frame.interface_queue", "Queue of the interface", Form.DECIMAL, "uint32", "queue"),
        # draft-ietf-opsawg-pcapng section 4.3.1
        FrameColumn("frame.packet_flags", "Packet flags", Form.HEX32, "uint32", "flags"),
        FrameColumn("frame.packet_flags_direction", "Direction", Form.HEX32, "uint32", "flags", 0x3),
        FrameColumn("frame.packet_flags_reception_type", "Reception type", Form.DECIMAL, "uint32", "flags", 0x1C),
        FrameColumn("frame.packet_flags_fcs_length", "FCS length", Form.DECIMAL, "uint32", "flags", 0x1E0),
        FrameColumn("frame.packet_flags_reserved", "Reserved", Form.DECIMAL, "uint32", "flags", 0xFE00),
        _flag("crc_error", "CRC error", 24),
        _flag("packet_too_error", "Packet too long error", 25),
        _flag("packet_too_short_error", "Packet too short error", 26),
        _flag("wrong_inter_frame_gap_error", "Wrong interframe gap error", 27),
        _flag("unaligned_frame_error", "Unaligned frame error", 28),
        _flag("start_frame_delimiter_error", "Start frame delimiter error", 29),
        _flag("preamble_error", "Preamble error", 30),
        _flag("symbol_error", "Symbol error", 31),
        FrameColumn("frame.comment", "Comment", Form.TEXT, "text", "comment"),
        FrameColumn("frame.packet_id", "Packet id", Form.DECIMAL, "uint64", "packet_id"),
        FrameColumn("frame.drop_count", "Packets lost before it", Form.DECIMAL, "uint64", "drop_count"),
    )
}

_ATTRIBUTES = {
    "frame.number": "number",
    "frame.time_epoch": "time_ns",
    "frame.time_relative": "relative_ns",
    "frame.time_delta": "delta_ns",
    "frame.len": "wire",
    "frame.cap_len": "captured",
}


_OF_INTERFACES = {
    "frame.interface_name": "name",
    "frame.interface_description": "description",
    "frame.section_number": "section",
}


def frame_values(table: PacketTable, name: str) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.bool_] | None]:
    """Values of a column of the frame, and where it is present (None: everywhere)."""
    if name == "frame.protocols":
        return _protocols(table), None
    if name == "frame.interface_id":
        number = table.interface_id[table.interface]
        return number, None if (number >= 0).all() else number >= 0
    if name in _OF_INTERFACES:
        return _of_interfaces(table, _OF_INTERFACES[name], FRAME_COLUMNS[name].type)
    values: npt.NDArray[np.generic] = getattr(table, _ATTRIBUTES[name])
    if "time" in name:
        valid = table.timed
    else:
        return values, None
    return values, None if valid.all() else valid


def _of_interfaces(
    table: PacketTable, attribute: str, dtype: str
) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.bool_]]:
    """What each packet's interface says of itself."""
    said = [getattr(each, attribute, None) for each in table.interfaces]
    there = np.array([each is not None for each in said], bool)
    is_text = dtype == "text"
    # Not numpy's strings: each would take as much room as the longest one.
    values = np.array([("" if is_text else 0) if each is None else each for each in said], object if is_text else dtype)
    return values[table.interface], there[table.interface]


def noted_values(
    notes: Mapping[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.generic]]], name: str
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.generic]]:
    """Every value of a column that stands in notes, with its packet."""
    about = FRAME_COLUMNS[name]
    if about.note not in notes:
        return np.empty(0, np.int64), np.empty(0, object if about.type == "text" else about.type)
    packet, values = notes[about.note]
    if about.mask:
        lowest = about.mask & -about.mask
        values = ((values.astype(np.int64) & about.mask) // lowest).astype(about.type)
    return packet, values


def _protocols(table: PacketTable) -> npt.NDArray[np.generic]:
    """``eth:ethertype:ip:icmp`` and the like, as objects: packets of one path share its text.

    A path is what it was one header before, and a part. Each packet holds the
    number of its path, which is made longer once for all packets that go on in
    the same way; texts are made at the end, of paths that are a packet's.
    """
    layers = table.schema.layers
    shown = [table.schema.linktype_shown.get(int(linktype), "") for linktype in table.linktype]
    # The first paths are those that link types begin with, of one part each.
    parts = list(dict.fromkeys(["", *shown]))
    before = [np.full(len(parts), -1)]
    part_of = [np.arange(len(parts))]
    path = np.array([parts.index(text) for text in shown] or [0])[table.interface]
    n_paths = len(parts)
    carrier = np.zeros(len(table), np.int64)
    at, number, _ = table.order
    depth, packet = at % MAX_DEPTH, at // MAX_DEPTH
    for level in range(int(depth.max(initial=-1)) + 1):
        here = depth == level
        who, layer = packet[here], number[here].astype(np.int64)
        steps, which = np.unique((path[who] * 1024 + carrier[who]) * 1024 + layer, return_inverse=True)
        pairs, pair = np.unique(steps % (1024 * 1024), return_inverse=True)
        part_of.append(pair + len(parts))
        parts += [_part(layers[each // 1024], layers[each % 1024]) for each in pairs.tolist()]
        before.append(steps // (1024 * 1024))
        path[who] = n_paths + which
        carrier[who] = layer
        n_paths += len(steps)
    paths, which = np.unique(path, return_inverse=True)
    texts = _texts(paths.tolist(), np.concatenate(before).tolist(), np.concatenate(part_of).tolist(), parts)
    return np.array(texts, object)[which]


def _part(carrier: LayerSpec, layer: LayerSpec) -> str:
    """What a header adds to the path, with the key space in which it was found if its carrier announces that."""
    announced = carrier.announces if carrier.announces in layer.spaces else ""
    return ":".join(part for part in (announced, layer.shown) if part)


def _texts(paths: Sequence[int], before: Sequence[int], part_of: Sequence[int], parts: Sequence[str]) -> list[str]:
    """The texts of some paths."""
    texts = []
    for end in paths:
        path, backwards = end, []
        while path >= 0:
            backwards.append(parts[part_of[path]])
            path = before[path]
        texts.append(":".join(part for part in reversed(backwards) if part))
    return texts
