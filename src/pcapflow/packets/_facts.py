"""What a packet's line says of other packets: which reply belongs to a request, which address is in use twice.

The rules are those of tshark 4.0, found by asking it. An echo request and its
reply agree in identifier and sequence number, go between the same two
addresses in whichever direction, and the reply's checksum is the one that the
request's data demands, because a reply differs in its type alone (RFC 792: "the
addresses ... reversed, the type code changed to 0, and the checksum
recomputed"). VLANs do not matter. A later request of the same key takes the
place of an earlier one, and a second reply belongs to none.

These are the words of a packet list. How many pings were answered is another
question, and its answer does not depend on checksums.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from pcapflow.forms import Form, one_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    from pcapflow.table import LayerRows, PacketTable

__all__ = ("MAX_REMEMBERED", "NO_FACTS", "FactFinder", "Facts")

MAX_REMEMBERED = 65_536
"""Open requests, and IP addresses, that a single pass remembers; the oldest go."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts by ``frame.number``."""

    reply_in: Mapping[int, int] = field(default_factory=dict)
    """Echo request -> its reply."""
    request_in: Mapping[int, int] = field(default_factory=dict)
    """Echo reply -> its request."""
    unanswered: frozenset[int] = frozenset()
    """Echo requests without a reply; empty as long as not all packets were seen."""
    duplicate_ip: Mapping[int, str] = field(default_factory=dict)
    """ARP packet -> an IP address in it that was announced with another MAC address before."""

    def partner_of(self, number: int, *, to_many: bool) -> str:
        """What stands behind an echo packet's line: where its partner is, or that there is none.

        ``to_many`` says that the packet went to a multicast address, so that no reply comes from there.
        """
        if number in self.reply_in:
            return f" (reply in {self.reply_in[number]})"
        if number in self.request_in:
            return f" (request in {self.request_in[number]})"
        if number in self.unanswered:
            return " (multicast)" if to_many else " (no response found!)"
        return ""


NO_FACTS = Facts()

K = TypeVar("K")
V = TypeVar("V")
EchoKey = tuple[bytes, bytes, int, int, int]


@dataclass(frozen=True, slots=True)
class _Protocol:
    """Where the parts of an echo's key stand, and how its checksum changes from request to reply."""

    layer: str
    ident: str
    seq: str
    request: int
    reply: int
    checksum_step: int
    """What the lower type of the reply adds to the checksum, in one's complement."""


_ECHOES = (
    _Protocol("icmp", "icmp.ident", "icmp.seq", request=8, reply=0, checksum_step=0x0800),
    _Protocol(
        "icmpv6",
        "icmpv6.echo.identifier",
        "icmpv6.echo.sequence_number",
        request=128,
        reply=129,
        checksum_step=0xFFFF - 0x0100,
    ),
)


class FactFinder:
    """Give it the tables of a capture in file order.

    A single pass may go on for ever: it remembers requests that have no reply
    yet, and the IP addresses of ARP, `MAX_REMEMBERED` of each.
    """

    columns = (
        "icmp.type",
        "icmp.ident",
        "icmpv6.type",
        "icmpv6.echo.identifier",
        "ip.src",
        "ipv6.src",
        "arp.opcode",
        "arp.src.hw_mac",
    )
    """What the tables must hold."""

    def __init__(self, *, single_pass: bool = False) -> None:
        """Begin.

        Args:
            single_pass: What `update` gives is all that is wanted; there will be no `result`.
        """
        self._single_pass = single_pass
        self._open: dict[EchoKey, int] = {}
        """Requests without a reply by the key that it must have."""
        self._request_in: dict[int, int] = {}
        self._requests: list[int] = []
        self._mac_of: dict[bytes, bytes] = {}
        self._duplicate_ip: dict[int, str] = {}

    def update(self, table: PacketTable) -> Facts:
        """Take the next packets; what can be known of them from those before, as in tshark's single pass."""
        request_in = dict(self._pair(table))
        duplicate_ip = dict(self._duplicates(table))
        if self._single_pass:
            _forget(self._open)
            _forget(self._mac_of)
        else:
            self._request_in |= request_in
            self._duplicate_ip |= duplicate_ip
        return Facts(request_in=request_in, duplicate_ip=duplicate_ip)

    def result(self) -> Facts:
        """What is known when every packet was seen, as in tshark's second pass (``-2``)."""
        if self._single_pass:
            raise ValueError("a single pass has forgotten what it saw")
        reply_in = {request: reply for reply, request in self._request_in.items()}
        unanswered = frozenset(self._requests) - reply_in.keys()
        return Facts(reply_in, dict(self._request_in), unanswered, dict(self._duplicate_ip))

    def _pair(self, table: PacketTable) -> Iterator[tuple[int, int]]:
        for number, is_request, key in _echoes(table):
            if is_request:
                if not self._single_pass:
                    self._requests.append(number)
                # At the end, among the oldest no more.
                self._open.pop(key, None)
                self._open[key] = number
            elif (request := self._open.pop(key, None)) is not None:
                yield number, request

    def _duplicates(self, table: PacketTable) -> Iterator[tuple[int, str]]:
        for number, pairs in _announced(table):
            duplicate = None
            for ip, mac in pairs:
                # Where a reply names two pairs, tshark's verdict is that of the second alone.
                duplicate = ip if self._mac_of.setdefault(ip, mac) != mac else None
            if duplicate is not None:
                yield number, one_text(duplicate, Form.IPV4)


def _forget(remembered: dict[K, V]) -> None:
    """Drop the oldest, where there are too many."""
    for key in list(islice(remembered, max(0, len(remembered) - MAX_REMEMBERED))):
        del remembered[key]


def _echoes(table: PacketTable) -> list[tuple[int, bool, EchoKey]]:
    """Every echo packet that is not a quote: its number, whether it is a request, the key of the pair."""
    found: list[tuple[int, bool, EchoKey]] = []
    carriers = _carriers(table)
    for protocol in _ECHOES:
        rows = table.layer(f"{protocol.layer}.echo")
        _, above = table.parents(f"{protocol.layer}.echo")
        kept = np.flatnonzero(rows.whole() & ~rows.quoted & (above >= 0))
        if not len(kept):
            continue
        messages, above, packet = table.layer(protocol.layer), above[kept], rows.packet[kept]
        kinds = messages.values(f"{protocol.layer}.type")[above].tolist()
        checksums = messages.values(f"{protocol.layer}.checksum")[above].tolist()
        idents = rows.values(protocol.ident)[kept].tolist()
        seqs = rows.values(protocol.seq)[kept].tolist()
        each = zip(packet.tolist(), kinds, checksums, idents, seqs, strict=True)
        for index, kind, checksum, ident, seq in each:
            is_request = kind == protocol.request
            # The remainder is one's complement's sum with one zero instead of two, 0 and 0xffff.
            of_reply = (checksum + protocol.checksum_step * is_request) % 0xFFFF
            if index in carriers:
                low, high = carriers[index]
                found.append((int(table.number[index]), is_request, (low, high, of_reply, ident, seq)))
    return sorted(found)


def _carriers(table: PacketTable) -> dict[int, tuple[bytes, bytes]]:
    """Packet that holds an echo -> the two addresses of its innermost IP header, in order."""
    wanted = np.zeros(len(table), bool)
    for protocol in _ECHOES:
        rows = table.layer(f"{protocol.layer}.echo")
        wanted[rows.packet[~rows.quoted]] = True
    depth_of: dict[int, int] = {}
    addresses: dict[int, tuple[bytes, bytes]] = {}
    for name in ("ip", "ipv6"):
        rows = table.layer(name)
        kept = np.flatnonzero(wanted[rows.packet] & rows.whole() & ~rows.quoted)
        source, destination = (_bytes_of(rows, f"{name}.{end}", kept) for end in ("src", "dst"))
        for at, (index, depth) in enumerate(zip(rows.packet[kept].tolist(), rows.depth[kept].tolist(), strict=True)):
            if depth >= depth_of.get(index, 0):
                depth_of[index] = depth
                ends = sorted((source[at], destination[at]))
                addresses[index] = (ends[0], ends[1])
    return addresses


def _bytes_of(rows: LayerRows, name: str, which: npt.NDArray[np.int64]) -> list[bytes]:
    values = rows.values(name)[which]
    return [value.tobytes() for value in values]


def _announced(table: PacketTable) -> Iterator[tuple[int, list[tuple[bytes, bytes]]]]:
    """Every ARP request and reply: its number, and the IP addresses with the MAC addresses that it gives them."""
    rows = table.layer("arp.addresses")
    _, above = table.parents("arp.addresses")
    kept = np.flatnonzero(rows.whole() & (above >= 0))
    opcodes = table.layer("arp").values("arp.opcode")[above[kept]].tolist()
    numbers = table.number[rows.packet[kept]].tolist()
    ends = [
        list(
            zip(_bytes_of(rows, f"arp.{end}.proto_ipv4", kept), _bytes_of(rows, f"arp.{end}.hw_mac", kept), strict=True)
        )
        for end in ("src", "dst")
    ]
    for number, opcode, source, destination in zip(numbers, opcodes, *ends, strict=True):
        # The target's MAC address in a request means nothing (RFC 826).
        pairs = {1: [source], 2: [source, destination]}.get(opcode, [])
        yield number, [(ip, mac) for ip, mac in pairs if any(ip) and _is_host(mac)]


def _is_host(mac: bytes) -> bool:
    return not mac[0] & 1 and any(mac)
