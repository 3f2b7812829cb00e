"""Any packet of a capture, by where it is in the file."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from pcapflow.capture._stretch import stretches

if TYPE_CHECKING:
    from pcapflow.capture._capture import Capture
    from pcapflow.capture._packet import Packet
    from pcapflow.capture._stretch import Origin, Stretch

__all__ = ("INDEXED_BYTES", "PacketIndex")

INDEXED_BYTES = 1 << 16
"""It knows where to read to this many bytes: fewer would make it larger, more a packet longer to find."""


class PacketIndex:
    """The stretches of a capture, found in one pass when the first packet is asked for.

    One stretch at most is open: who asks for a packet often asks for its neighbours.
    """

    def __init__(self, origin: Origin) -> None:
        """Read nothing yet."""
        self._origin = origin
        self._stretches: list[Stretch] = []
        self._n_packets: int | None = None
        self._held: Stretch | None = None

    def count(self) -> int:
        """How many packets there are."""
        if self._n_packets is None:
            found, n_packets = [], 0
            for stretch, records in stretches(self._origin, INDEXED_BYTES):
                found.append(stretch)
                n_packets += len(records)
            self._stretches, self._n_packets = found, n_packets
        return self._n_packets

    def packet(self, capture: Capture, at: int) -> Packet:
        """The packet of an index below `count`.

        Raises:
            OSError: The system fails to read.
            PcapflowError: The file changed, or can be read only once.
        """
        stretch = self._stretches[bisect_right(self._stretches, at, key=attrgetter("n_before")) - 1]
        at -= stretch.n_before
        packet = next(stretch.packets(capture, slice(at, at + 1)))
        self.hold(stretch)
        return packet

    def hold(self, stretch: Stretch) -> None:
        """Leave the one that was held before."""
        held, self._held = self._held, stretch
        if held is not None and held is not stretch:
            held.leave()
