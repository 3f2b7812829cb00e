"""How long an echo message is whose IP packet came in fragments. Spec: RFC 791 section 3.2; RFC 8200 section 4.5.

The first fragment has the echo header, the last one says where the message
ends. Nothing is put together: a message has the time of its first fragment.
Identifications are used again, so that no fragment waits for long, and a last
one that follows its first is believed rather than one that came before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pcapflow.table import PacketTable

__all__ = ("COLUMNS", "Fragments", "first_fragments")

COLUMNS = ("ip.id", "ip.flags.mf", "ip.frag_offset", "ip.proto", "ipv6.fraghdr.offset", "ipv6.fraghdr.ident")

MAX_WAIT_NS = 60 * 1_000_000_000
"""How long a fragment waits for its message, by their times (RFC 8200 section 4.5; RFC 1122 section 3.3.2)."""
MAX_WAITING = 4096
"""How many wait at most; the oldest go. Where packets have no times this alone tells old fragments from new."""

_ICMP, _ICMPV6 = 1, 58
_IS_FRAGMENT = 0x3FFF
"""More fragments, or an offset."""
_Place = Callable[[npt.NDArray[np.int64]], npt.NDArray[np.int64]]
"""Indices of packets -> where each was seen."""
_Key = tuple[int, bytes, int]
"""Where it was seen, addresses, identification."""


T = TypeVar("T")


class _Waiting(Generic[T]):
    """What waits for the rest of its message, the oldest first."""

    def __init__(self) -> None:
        self._by_key: dict[_Key, tuple[int, T]] = {}

    def put(self, key: _Key, time_ns: int, value: T) -> None:
        """Let it wait, in the place of what waited under this key."""
        self._by_key.pop(key, None)
        self._by_key[key] = (time_ns, value)
        if len(self._by_key) > MAX_WAITING:
            del self._by_key[next(iter(self._by_key))]

    def take(self, key: _Key, time_ns: int) -> T | None:
        """What waits under this key, unless it is too old; afterwards nothing does."""
        since_ns, value = self._by_key.pop(key, (0, None))
        return value if abs(time_ns - since_ns) <= MAX_WAIT_NS else None


class Fragments:
    """First fragments that wait for their last, and the other way round."""

    def __init__(self) -> None:
        """None yet."""
        self.n_bytes: dict[int, int] = {}
        """Frame number of an echo's first fragment -> how long the whole message is."""
        self._firsts: _Waiting[int] = _Waiting()
        self._lasts: _Waiting[int] = _Waiting()

    def update(self, table: PacketTable, seen_at: _Place, echoes: npt.NDArray[np.void]) -> None:
        """Take the fragments of a table.

        Args:
            table: The next of the capture.
            seen_at: Where packets were seen.
            echoes: Its echo packets: rows with ``number`` and ``is_part``.
        """
        found = [*_of_ipv4(table, seen_at), *_of_ipv6(table, seen_at)]
        firsts = set(echoes["number"][echoes["is_part"]].tolist())
        for packet, key, n_bytes in sorted(found, key=lambda each: each[0]):
            time_ns, number = int(table.time_ns[packet]), int(table.number[packet])
            if n_bytes is not None:
                if (first := self._firsts.take(key, time_ns)) is not None:
                    self.n_bytes[first] = n_bytes
                else:
                    self._lasts.put(key, time_ns, n_bytes)
            elif number in firsts:
                if (stop := self._lasts.take(key, time_ns)) is not None:
                    self.n_bytes[number] = stop
                # What waited may be of an older message: the last fragment that follows says it better.
                self._firsts.put(key, time_ns, number)


def first_fragments(table: PacketTable) -> npt.NDArray[np.bool_]:
    """bool[N]: packets of a table that hold the first fragment of something."""
    first = np.zeros(len(table), bool)
    for layer, more, offset in (
        ("ip", "ip.flags.mf", "ip.frag_offset"),
        ("ipv6.fraghdr", "ipv6.fraghdr.more", "ipv6.fraghdr.offset"),
    ):
        rows = table.layer(layer)
        first[rows.packet[(rows.values(more) != 0) & (rows.values(offset) == 0) & ~rows.quoted]] = True
    return first


def _of_ipv4(table: PacketTable, seen_at: _Place) -> Iterator[tuple[int, _Key, int | None]]:
    """First and last fragments: index of the packet, key, and of the last where the message ends."""
    rows = table.layer("ip")
    if not (rows.header["_flags_fragment"] & _IS_FRAGMENT).any():
        return
    more, offset = rows.values("ip.flags.mf") != 0, rows.values("ip.frag_offset").astype(np.int64)
    ours = (rows.values("ip.proto") == _ICMP) & rows.whole() & ~rows.quoted & (more != (offset > 0))
    kept = np.flatnonzero(ours)
    if not len(kept):
        return
    ends = np.hstack([rows.values("ip.src")[kept], rows.values("ip.dst")[kept]])
    idents, stops = rows.values("ip.id")[kept].tolist(), (offset * 8 + rows.stop - rows.body)[kept].tolist()
    places, packets = seen_at(rows.packet[kept]).tolist(), rows.packet[kept].tolist()
    for at, packet in enumerate(packets):
        is_last = not more[kept[at]]
        yield packet, (places[at], ends[at].tobytes(), idents[at]), stops[at] if is_last else None


def _of_ipv6(table: PacketTable, seen_at: _Place) -> Iterator[tuple[int, _Key, int | None]]:
    rows = table.layer("ipv6.fraghdr")
    if not len(rows):
        return
    more, offset = rows.values("ipv6.fraghdr.more") != 0, rows.values("ipv6.fraghdr.offset").astype(np.int64)
    ours = (rows.values("ipv6.fraghdr.nxt") == _ICMPV6) & rows.whole() & ~rows.quoted & (more != (offset > 0))
    kept = np.flatnonzero(ours)
    carriers = table.layer("ipv6")
    ends = np.zeros((len(table), 32), np.uint8)
    ends[carriers.packet] = np.hstack([carriers.values("ipv6.src"), carriers.values("ipv6.dst")])
    idents = rows.values("ipv6.fraghdr.ident")[kept].tolist()
    stops = (offset * 8 + rows.stop - rows.body)[kept].tolist()
    places, packets = seen_at(rows.packet[kept]).tolist(), rows.packet[kept].tolist()
    for at, packet in enumerate(packets):
        is_last = not more[kept[at]]
        yield packet, (places[at], ends[packet].tobytes(), idents[at]), stops[at] if is_last else None
