"""One packet, for people: its values under Wireshark's names, its line, its tree, its dpkt object."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pcapflow.errors import FieldError
from pcapflow.files import SLACK_BYTES
from pcapflow.results import PacketLine, TreeNode, packet_line_text, tree_text

if TYPE_CHECKING:
    from typing import Self

    import numpy as np

    from pcapflow.capture._capture import Capture
    from pcapflow.files import Interface
    from pcapflow.table import PacketTable

__all__ = ("Packet",)


class Packet:
    """A packet of a capture. ``packet["icmp.seq"]`` is a value, ``"tcp" in packet`` asks for a layer or a field."""

    __slots__ = ("_capture", "_index", "_table", "data")

    def __init__(self, capture: Capture, table: PacketTable, index: int, data: bytes) -> None:
        """Packets are made by a `Capture`."""
        self._capture = capture
        self._table = table
        self._index = index
        self.data = data
        """The captured bytes, link layer first."""

    @property
    def number(self) -> int:
        """``frame.number``: counted from 1 in the whole capture."""
        return int(self._table.number[self._index])

    @property
    def time_ns(self) -> int | None:
        """Nanoseconds since the epoch; None where the file has no time for the packet."""
        return int(self._table.time_ns[self._index]) if self._table.timed[self._index] else None

    @property
    def time(self) -> np.datetime64 | None:
        """The time as ``datetime64[ns]``."""
        import numpy as np

        return None if self.time_ns is None else np.datetime64(self.time_ns, "ns")

    @property
    def wire_bytes(self) -> int:
        """Bytes that the packet had on the wire; ``len(packet.data)`` were captured."""
        return int(self._table.wire[self._index])

    @property
    def interface(self) -> Interface:
        """The interface that captured the packet."""
        interface: Interface = self._table.interfaces[self._table.interface[self._index]]
        return interface

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the headers that were found, outermost first."""
        return tuple(rows.spec.name for rows, _ in self._table.headers_of(self._index))

    @property
    def problem(self) -> str:
        """Why the headers end early, or what they claim wrongly; empty where nothing is wrong."""
        from pcapflow.layers import Problem

        return Problem(int(self._table.problem[self._index])).words

    def __getitem__(self, name: str) -> Any:  # a field's own type: int, bool or text
        value = self.get(name)
        if value is None:
            raise FieldError(f"packet {self.number} has no {name}")
        return value

    def get(self, name: str, default: Any = None) -> Any:  # see __getitem__
        """The first value of a field, or the default where the packet has none.

        Raises:
            FieldError: No such column.
        """
        value = self._table.column(name)[self._index]
        return default if value is None else value

    def __contains__(self, name: str) -> bool:
        if name in self._table.schema.by_name:
            return name in self.layers
        return self.get(name) is not None

    def line(self, time: str = "r") -> PacketLine:
        """The packet's line of ``pcapflow show``; ``time`` as in `Capture.lines`."""
        return self._capture.line_of(self._alone(), 0, time)

    def _alone(self) -> PacketTable:
        """A table of this packet, with bytes of its own: those it came with were lent."""
        import numpy as np

        return replace(
            self._table.select(np.array([self._index])),
            window=np.frombuffer(self.data + bytes(SLACK_BYTES), np.uint8),
            packet_start=np.zeros(1, np.int64),
        )

    def tree(self) -> PacketTree:
        """The detail tree, a node for each layer; printed, it is what ``pcapflow show -V`` prints."""
        from pcapflow.packets import tree_of

        return PacketTree(tree_of(self._table, self._index, self.data))

    def to_dpkt(self) -> Any:  # dpkt has no types
        """The packet as dpkt's object, a new one each call.

        Raises:
            PacketError: dpkt does not know the link type, or gave up on the outer header.
        """
        from pcapflow.packets import to_dpkt

        return to_dpkt(self.interface.linktype, self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __eq__(self, other: object) -> bool:
        """Whether both are the same packet of the same capture."""
        if not isinstance(other, Packet):
            return NotImplemented
        return self._capture is other._capture and self.number == other.number

    def __hash__(self) -> int:
        return hash((id(self._capture), self.number))

    def __str__(self) -> str:
        return packet_line_text(self.line())

    def __repr__(self) -> str:
        return f"<Packet {self.number}: {' > '.join(self.layers) or 'nothing known'}, {self.wire_bytes} bytes>"


class PacketTree(tuple[TreeNode, ...]):
    """Tree nodes that print as a tree."""

    __slots__ = ()

    def __new__(cls, nodes: tuple[TreeNode, ...]) -> Self:
        """Wrap the nodes of one packet."""
        return super().__new__(cls, nodes)

    def __str__(self) -> str:
        return tree_text(self)
