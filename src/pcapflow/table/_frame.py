"""Columns of the packet itself: what the file says of it, and which layers were found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.forms import Form
from pcapflow.table._rows import MAX_DEPTH

if TYPE_CHECKING:
    from pcapflow.table._table import PacketTable

__all__ = ("FRAME_COLUMNS", "FrameColumn", "frame_values")


class FrameColumn(NamedTuple):
    """A column of the packet itself."""

    name: str
    meaning: str
    form: Form


FRAME_COLUMNS = {
    column.name: column
    for column in (
        FrameColumn("frame.number", "Number of the packet in its capture, from 1", Form.DECIMAL),
        FrameColumn("frame.time_epoch", "Time since 1970-01-01 UTC", Form.EPOCH),
        FrameColumn("frame.time_relative", "Time since the first packet", Form.DURATION),
        FrameColumn("frame.time_delta", "Time since the packet before", Form.DURATION),
        FrameColumn("frame.len", "Bytes on the wire", Form.DECIMAL),
        FrameColumn("frame.cap_len", "Bytes captured", Form.DECIMAL),
        FrameColumn("frame.protocols", "Layers, outermost first", Form.TEXT),
        FrameColumn("frame.interface_id", "Interface that captured the packet, from 0 in its section", Form.DECIMAL),
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


def frame_values(table: PacketTable, name: str) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.bool_] | None]:
    """Values of a column of the frame, and where it is present (None: everywhere)."""
    if name == "frame.protocols":
        return _protocols(table), None
    if name == "frame.interface_id":
        number = table.interface_id[table.interface]
        return number, None if (number >= 0).all() else number >= 0
    values: npt.NDArray[np.generic] = getattr(table, _ATTRIBUTES[name])
    if "time" in name:
        valid = table.timed
    else:
        return values, None
    return values, None if valid.all() else valid


def _protocols(table: PacketTable) -> npt.NDArray[np.generic]:
    """``eth:ethertype:ip:icmp`` and the like.

    Few paths occur in a capture: each packet holds the number of its path, and
    a path is extended once for all packets that go on in the same way.
    """
    layers = table.schema.layers
    shown = [table.schema.linktype_shown.get(int(linktype), "") for linktype in table.linktype]
    paths = list(dict.fromkeys(["", *shown]))
    path = np.array([paths.index(text) for text in shown] or [0])[table.interface]
    before = np.zeros(len(table), np.int64)
    at, number, _ = table.order
    depth, packet = at % MAX_DEPTH, at // MAX_DEPTH
    for level in range(int(depth.max(initial=-1)) + 1):
        here = depth == level
        who, layer = packet[here], number[here].astype(np.int64)
        steps, which = np.unique((path[who] * 1024 + before[who]) * 1024 + layer, return_inverse=True)
        numbers = []
        for step in steps.tolist():
            spec, carrier = layers[step % 1024], layers[step // 1024 % 1024]
            text = paths[step // (1024 * 1024)]
            announced = carrier.announces if carrier.announces in spec.spaces else ""
            text = ":".join(part for part in (text, announced, spec.shown) if part)
            if text not in paths:
                paths.append(text)
            numbers.append(paths.index(text))
        path[who] = np.array(numbers, np.int64)[which]
        before[who] = layer
    # "<U1" where there is no packet: an empty array of strings needs a width.
    protocols: npt.NDArray[np.str_] = np.array(paths, dtype=f"<U{max(map(len, paths)) or 1}")[path]
    return protocols
