"""What pcapng files are made of (draft-ietf-opsawg-pcapng); `Packet` is a packet of a classic file, too."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ("Block", "Interface", "Names", "Obsolete", "Packet", "Section", "Simple", "Statistics", "written")

Options = Sequence[tuple[int, bytes]]
"""Codes and values of options, without the end that follows them; they stand behind those that have a name."""

NS_PER_S = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet in a capture; in pcapng an Enhanced Packet Block."""

    data: bytes
    at_ns: int = 0
    wire_bytes: int | None = None
    """What it had on the wire; None where all of it was captured."""
    interface: int = 0
    """Which of its section's interfaces saw it."""
    options: Options = ()
    comments: tuple[str, ...] = ()
    flags: int | None = None
    """epb_flags: the two lowest bits are the direction, 1 inbound, 2 outbound."""
    drop_count: int | None = None
    """Packets that the interface lost since the packet before."""
    packet_id: int | None = None
    queue: int | None = None

    @property
    def n_wire_bytes(self) -> int:
        """Bytes on the wire."""
        return len(self.data) if self.wire_bytes is None else self.wire_bytes


@dataclass(frozen=True, slots=True)
class Simple:
    """A Simple Packet Block: neither time nor interface."""

    data: bytes
    wire_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Obsolete:
    """An obsolete Packet Block: its interface and its drop count have 16 bits each."""

    data: bytes
    at_ns: int = 0
    wire_bytes: int | None = None
    interface: int = 0
    drop_count: int = 0xFFFF
    """65,535 is not known."""
    options: Options = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A Section Header Block: what follows has its byte order and counts its interfaces from 0."""

    byteorder: str = "<"
    version: tuple[int, int] = (1, 0)
    options: Options = ()
    n_bytes: int = -1
    """What it claims as the section's length; -1 says nothing."""
    hardware: str | None = None
    os: str | None = None
    application: str | None = None
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interface:
    """An Interface Description Block."""

    linktype: int = 1
    snaplen: int = 0
    tsresol: int | None = 9
    """if_tsresol: decimal digits, or with bit 7 set binary ones; None leaves it out (microseconds)."""
    tsoffset: int | None = None
    """if_tsoffset: seconds that were taken off every timestamp."""
    options: Options = ()
    name: str | None = None
    description: str | None = None
    filter: str | None = None
    os: str | None = None
    hardware: str | None = None
    fcslen: int | None = None
    comments: tuple[str, ...] = ()

    @property
    def ticks_per_s(self) -> int:
        """Units of a timestamp in a second."""
        if self.tsresol is None:
            return 1_000_000
        return 1 << (self.tsresol & 0x7F) if self.tsresol & 0x80 else int(10**self.tsresol)


@dataclass(frozen=True, slots=True)
class Statistics:
    """An Interface Statistics Block: counts since the capture began; None leaves one out."""

    interface: int = 0
    at_ns: int = 0
    received: int | None = None
    dropped: int | None = None
    accepted: int | None = None
    os_dropped: int | None = None
    delivered: int | None = None
    start_ns: int | None = None
    end_ns: int | None = None
    options: Options = ()
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """A Name Resolution Block: IPv4 and IPv6 addresses, and the names of each."""

    names: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Block:
    """Any other block."""

    type: int
    body: bytes = b""


AnyBlock = Section | Interface | Packet | Simple | Obsolete | Statistics | Names | Block


def written(block: AnyBlock, byteorder: str, interfaces: Sequence[Interface]) -> bytes:
    """A block of a section that has described these interfaces so far."""
    match block:
        case Section():
            number, body = 0x0A0D0D0A, struct.pack(f"{byteorder}IHHq", 0x1A2B3C4D, *block.version, block.n_bytes)
        case Interface():
            number, body = 1, struct.pack(f"{byteorder}HHI", block.linktype, 0, block.snaplen)
        case Packet():
            lengths = len(block.data), block.n_wire_bytes
            words = struct.pack(f"{byteorder}5I", block.interface, *_ticks(block, interfaces), *lengths)
            number, body = 6, words + _padded(block.data)
        case Obsolete():
            lengths = len(block.data), len(block.data) if block.wire_bytes is None else block.wire_bytes
            seen = struct.pack(f"{byteorder}HH", block.interface, block.drop_count)
            words = struct.pack(f"{byteorder}4I", *_ticks(block, interfaces), *lengths)
            number, body = 2, seen + words + _padded(block.data)
        case Simple():
            wire_bytes = len(block.data) if block.wire_bytes is None else block.wire_bytes
            number, body = 3, struct.pack(f"{byteorder}I", wire_bytes) + _padded(block.data)
        case Statistics():
            number, body = 5, struct.pack(f"{byteorder}3I", block.interface, *_ticks(block, interfaces))
        case Names(names=names):
            number, body = 4, b"".join(_name_record(*entry, byteorder) for entry in names.items()) + bytes(4)
        case Block():
            number, body = block.type, _padded(block.body)
    body += _options(block, byteorder, interfaces)
    total = struct.pack(f"{byteorder}I", len(body) + 12)
    return struct.pack(f"{byteorder}I", number) + total + body + total


def _ticks(block: Packet | Obsolete | Statistics, interfaces: Sequence[Interface]) -> tuple[int, int]:
    return _halves(block.at_ns, interfaces[block.interface])


def _halves(at_ns: int, clock: Interface) -> tuple[int, int]:
    """The upper and the lower 32 bits of a timestamp."""
    ticks = (at_ns - (clock.tsoffset or 0) * NS_PER_S) * clock.ticks_per_s // NS_PER_S
    return ticks >> 32, ticks & 0xFFFFFFFF


# Options that a field stands for: code and type, in the order in which they are written. Types are those of struct, "s"
# is a text, "ss" several, "f" a text behind a byte that says in which language it is (0: libpcap's), "t" a timestamp.
_NAMED: dict[type, dict[str, tuple[int, str]]] = {
    Section: {"comments": (1, "ss"), "hardware": (2, "s"), "os": (3, "s"), "application": (4, "s")},
    Interface: {
        "tsresol": (9, "B"),
        "tsoffset": (14, "q"),
        "comments": (1, "ss"),
        "name": (2, "s"),
        "description": (3, "s"),
        "filter": (11, "f"),
        "os": (12, "s"),
        "fcslen": (13, "B"),
        "hardware": (15, "s"),
    },
    Packet: {
        "comments": (1, "ss"),
        "flags": (2, "I"),
        "drop_count": (4, "Q"),
        "packet_id": (5, "Q"),
        "queue": (6, "I"),
    },
    Statistics: {
        "comments": (1, "ss"),
        "start_ns": (2, "t"),
        "end_ns": (3, "t"),
        "received": (4, "Q"),
        "dropped": (5, "Q"),
        "accepted": (6, "Q"),
        "os_dropped": (7, "Q"),
        "delivered": (8, "Q"),
    },
}


def _options(block: Any, byteorder: str, interfaces: Sequence[Interface]) -> bytes:
    """Those that have a name, then those that the block lists."""
    options: list[tuple[int, bytes]] = []
    for field, (code, kind) in _NAMED.get(type(block), {}).items():
        given = getattr(block, field)
        if kind == "ss":
            options += [(code, text.encode()) for text in given]
        elif kind == "t" and given is not None:
            ticks = _halves(given, interfaces[block.interface])
            options.append((code, struct.pack(f"{byteorder}2I", *ticks)))
        elif given is not None:
            options.append((code, _value(given, kind, byteorder)))
    options += getattr(block, "options", ())
    each = [struct.pack(f"{byteorder}HH", code, len(value)) + _padded(value) for code, value in options]
    return b"".join([*each, bytes(4)]) if each else b""


def _value(value: Any, kind: str, byteorder: str) -> bytes:
    if kind in {"s", "f"}:
        return b"\0" * (kind == "f") + str(value).encode()
    return struct.pack(f"{byteorder}{kind}", value)


def _name_record(address: str, names: Sequence[str], byteorder: str) -> bytes:
    raw = ipaddress.ip_address(address).packed
    value = raw + b"".join(name.encode() + b"\0" for name in names)
    return struct.pack(f"{byteorder}HH", 1 if len(raw) == 4 else 2, len(value)) + _padded(value)


def _padded(data: bytes) -> bytes:
    return bytes(data) + bytes(-len(data) % 4)
