"""A verdict on every checksum of a table: good, bad, cut, unfilled by offload, absent.

Spec: RFC 1071; IPv4: RFC 791 page 14; ICMP: RFC 792; UDP: RFC 768, over IPv6 RFC 8200 section 8.1 and RFC 6936; TCP:
RFC 9293 section 3.1.

A host that lets its network card work out a checksum leaves in the field what the card has to add to: the sum of the
pseudo header, not complemented. Linux: ``__tcp_v4_send_check`` in net/ipv4/tcp_ipv4.c, ``udp4_hwcsum`` in
net/ipv4/udp.c, and for what the card has put together ``tcp4_gro_complete`` in net/ipv4/tcp_offload.c, all with the
length of the whole segment, however long. Where the card is to cut segments, Windows leaves the length out (NDIS,
"Offloading the Segmentation of Large TCP Packets"), as do drivers that are recorded behind. In an IPv4 header that the
card fills in stands 0; so it does where a program that makes packets knows no checksums, but then the message in it is
wrong, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.analyses import _carriers
from pcapflow.analyses._carriers import carriers_in
from pcapflow.analyses._sums import NOT_THERE, folded, sums_of

if TYPE_CHECKING:
    from pcapflow.analyses._carriers import Carriers
    from pcapflow.table import PacketTable

__all__ = ("BAD", "COLUMNS", "LAYERS", "WORDS", "Judged", "verdicts_of")

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Lengths = npt.NDArray[np.uint32]
Words = npt.NDArray[np.uint16]

GOOD, BAD, CUT, UNFILLED, ABSENT = range(5)
WORDS = ("good", "bad", "cut", "unfilled", "absent")

MTU_BYTES = 1500
"""What is longer may be for the card to cut."""
UNSUMMED_PORTS = (2152, 4754, 4789, 6081, 6635)
"""UDP tunnels that may go without checksums over IPv6 (RFC 6936): GTP-U, GRE, VXLAN, Geneve, MPLS."""


class _Rule(NamedTuple):
    """What the checksum of a layer is over."""

    least_bytes: int
    number: int = 0
    """Of the pseudo header; 0: there is none."""
    may_be_unfilled: bool = False


_RULES = {
    "ip": _Rule(20),
    "icmp": _Rule(4),
    "icmpv6": _Rule(4, 58),
    "tcp": _Rule(20, 6, True),
    "udp": _Rule(8, 17, True),
}

LAYERS = tuple(_RULES)
"""Those whose checksums are judged."""
COLUMNS = (*_carriers.COLUMNS, *(f"{name}.checksum" for name in LAYERS))


class Judged(NamedTuple):
    """The K headers of a layer, but for quoted ones."""

    packet: npt.NDArray[np.uint32]
    verdict: npt.NDArray[np.int8]
    """GOOD, BAD, CUT, UNFILLED or ABSENT."""
    carrier: Ints
    """Index of the IP header that carries it, of IPv4 its own; -1 for none."""
    found: Words
    right: Ints
    """What the checksum should be, where it is bad or unfilled; else 0."""


def verdicts_of(table: PacketTable) -> dict[str, Judged]:
    """Judge every checksum of a table, by the names of the layers.

    Raises:
        ValueError: The table is held, and has no packet bytes.
    """
    carriers = carriers_in(table)
    judged = {name: _judged(table, name, rule, carriers) for name, rule in _RULES.items() if name in table.rows}
    if "ip" in judged:
        headers = judged["ip"]
        if len(unfilled := np.flatnonzero(headers.verdict == UNFILLED)):
            bad = [each.carrier[each.verdict == BAD] for each in judged.values()]
            headers.verdict[unfilled[np.isin(headers.carrier[unfilled], np.concatenate(bad))]] = BAD
    return judged


def _judged(table: PacketTable, name: str, rule: _Rule, carriers: Carriers) -> Judged:
    rows = table.layer(name)
    kept = np.flatnonzero(~rows.quoted) if rows.place["quoted"].any() else slice(None)
    place, found = rows.place[kept], rows.header["checksum"][kept]
    if name == "ip":
        n_bytes, carrier = place["size"].astype(np.uint32), np.arange(len(rows))[kept]
        # 4, and at least five words.
        is_told = rows.whole()[kept] & (rows.header["_version_ihl"][kept] - np.uint8(0x45) <= 10)
    else:
        n_bytes, carrier = place["stop"] - place["start"], carriers.before(place, len(table))
        is_told = carriers.judged[carrier] & (n_bytes >= rule.least_bytes)
    if name == "udp":
        length = rows.header["length"][kept]
        is_told &= np.where(length == 0, carriers.is_open[carrier], length == n_bytes)
    sums = sums_of(table, place, n_bytes)
    is_told &= sums != NOT_THERE
    verdict = np.where(is_told, np.int8(GOOD), np.int8(CUT))
    total = sums.astype(np.int64)
    if rule.number:
        total += _pseudo(rule, carriers.ends[carrier], n_bytes)

    bad = np.flatnonzero(is_told & (folded(total) != 0xFFFF))
    right = np.zeros(len(verdict), np.int64)
    if len(bad):
        if name == "ip":
            is_unfilled = np.equal(found[bad], 0)
        else:
            is_unfilled = _is_unfilled(rule, carriers, carrier[bad], found[bad], n_bytes[bad])
        verdict[bad] = np.where(is_unfilled, UNFILLED, BAD)
        right[bad] = _right(name, found[bad], total[bad])
    if name == "udp":
        none = np.flatnonzero((found == 0) & rows.whole()[kept] & (carrier >= 0))
        if len(none):
            to = rows.header["dstport"][kept][none]
            verdict[none[(carrier[none] < len(carriers.v4)) | np.isin(to, UNSUMMED_PORTS)]] = ABSENT
    return Judged(place["packet"], verdict, carrier, found, right)


def _pseudo(rule: _Rule, ends: Ints, n_bytes: Lengths) -> Ints:
    """Sums of pseudo headers."""
    pseudo: Ints = ends + rule.number + (n_bytes >> 16) + (n_bytes & 0xFFFF)
    return pseudo


def _is_unfilled(rule: _Rule, carriers: Carriers, carrier: Ints, found: Words, n_bytes: Lengths) -> Flags:
    """Where the field holds what the network card has to begin with."""
    if not rule.may_be_unfilled:
        return np.zeros(len(found), bool)
    ends = carriers.ends[carrier]
    for_cutting = carriers.is_open[carrier] | (carriers.n_bytes[carrier] > MTU_BYTES)
    without_length = for_cutting & (found == folded(ends + rule.number))
    unfilled: Flags = (found == folded(_pseudo(rule, ends, n_bytes))) | without_length
    return unfilled


def _right(name: str, found: Words, total: Ints) -> Ints:
    """What a checksum should be in the place of that which was found."""
    right = 0xFFFF - folded(total + 0xFFFF - found)
    if name not in {"ip", "tcp"}:
        # RFC 768: 0 is for none; over nothing but zeros it would not even be right.
        right[right == 0] = 0xFFFF
    return right
