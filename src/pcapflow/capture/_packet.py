"""One packet, for people: its values under Wireshark's names, its line, its tree, its dpkt object."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from pcapflow.errors import FieldError
from pcapflow.results import PacketLine, TreeNode, packet_line_text, tree_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    import numpy as np

    from pcapflow.capture._capture import Capture
    from pcapflow.capture._stretch import Stretch
    from pcapflow.files import Interface

__all__ = ("Packet",)


class Packet:
    """A packet of a capture. ``packet["icmp.seq"]`` is a value, ``"tcp" in packet`` asks for a layer or a field.

    What the file says of it is at hand; its headers are looked at when something asks for them.
    """

    __slots__ = (
        "_capture",
        "_previous_ns",
        "_stretch",
        "data",
        "interface",
        "number",
        "time_ns",
        "wire_bytes",
    )

    def __init__(  # noqa: PLR0917  # made by the hundred thousand: names would be looked up for each
        self,
        capture: Capture,
        stretch: Stretch,
        number: int,
        data: bytes,
        time_ns: int | None,
        wire_bytes: int,
        interface: Interface,
        previous_ns: int,
    ) -> None:
        """Packets are made by a `Capture`."""
        self._capture = capture
        self._stretch = stretch
        self._previous_ns = previous_ns
        self.number = number
        """``frame.number``: counted from 1 in the whole capture."""
        self.data = data
        """The captured bytes, link layer first."""
        self.time_ns = time_ns
        """Nanoseconds since the epoch; None where the file has no time for the packet."""
        self.wire_bytes = wire_bytes
        """Bytes that the packet had on the wire; ``len(packet.data)`` were captured."""
        self.interface = interface
        """The interface that captured the packet."""

    @property
    def time(self) -> np.datetime64 | None:
        """The time as ``datetime64[ns]``."""
        import numpy as np

        return None if self.time_ns is None else np.datetime64(self.time_ns, "ns")

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the headers that were found, outermost first."""
        table, index = self._stretch.row(self)
        return tuple(rows.spec.name for rows, _ in table.headers_of(index))

    @property
    def problem(self) -> str:
        """Why headers end early, or what they or the file's options claim wrongly; empty where nothing is wrong."""
        from pcapflow.layers import Problem

        table, index = self._stretch.row(self)
        words = Problem(int(table.problem[index])).words
        return "; ".join([*([words] if words else []), *table.notes.on(index, "problem")])

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
        value = self._stretch.value(self, name)
        return default if value is None else value

    def __contains__(self, name: str) -> bool:
        if self._stretch.knows_layer(name):
            return name in self.layers
        return self.get(name) is not None

    def line(self, time: str = "r") -> PacketLine:
        """The packet's line of ``pcapflow show``; ``time`` as in `Capture.lines`."""
        table, index = self._stretch.row(self)
        return self._capture.line_of(table, index, time)

    def tree(self) -> PacketTree:
        """The detail tree, a node for each layer; printed, it is what ``pcapflow show -V`` prints."""
        from pcapflow.packets import tree_of

        table, index = self._stretch.row(self)
        return PacketTree(tree_of(table, index, self.data))

    def to_dpkt(self) -> Any:  # dpkt has no types
        """The packet as dpkt's object, a new one each call.

        Raises:
            PacketError: dpkt does not know the link type, or gave up on the outer header.
        """
        return _dpkt_door()(self.interface.linktype, self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __eq__(self, other: object) -> bool:
        """Whether both are the same packet of the same capture."""
        if not isinstance(other, Packet):
            return NotImplemented
        return self._capture is other._capture and self.number == other.number

    def __hash__(self) -> int:
        return hash((id(self._capture), self.number))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self._capture).frame, (self._capture, self.number)

    def __str__(self) -> str:
        return packet_line_text(self.line())

    def __repr__(self) -> str:
        return f"<Packet {self.number}: {' > '.join(self.layers) or 'nothing known'}, {self.wire_bytes} bytes>"


@functools.cache
def _dpkt_door() -> Callable[[int, bytes], Any]:
    # Loaded when the first packet asks, and looked up no second time: that took as long as making the packet.
    from pcapflow.packets import to_dpkt

    return to_dpkt


class PacketTree(tuple[TreeNode, ...]):
    """Tree nodes that print as a tree."""

    __slots__ = ()

    def __new__(cls, nodes: tuple[TreeNode, ...]) -> Self:
        """Wrap the nodes of one packet."""
        return super().__new__(cls, nodes)

    def __str__(self) -> str:
        return tree_text(self)
