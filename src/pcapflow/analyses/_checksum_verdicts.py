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
from pcapflow.analyses._sums import folded, sums_of

if TYPE_CHECKING:
    from pcapflow.analyses._carriers import Carriers, CarriersIn
    from pcapflow.table import PacketTable

__all__ = ("BAD", "COLUMNS", "LAYERS", "WORDS", "Judged", "verdicts_of")

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

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

    packet: Ints
    verdict: npt.NDArray[np.int8]
    """GOOD, BAD, CUT, UNFILLED or ABSENT."""
    carrier: Ints
    """Place of the IP header that carries it, of IPv4 its own; -1 for none."""
    found: Ints
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


def _judged(table: PacketTable, name: str, rule: _Rule, carriers: CarriersIn) -> Judged:
    assert table.window is not None  # noqa: S101  # for the type checker: `carriers_in` has asked for it
    assert table.packet_start is not None  # noqa: S101  # the same
    rows = table.layer(name)
    kept = np.flatnonzero(~rows.quoted) if rows.place["quoted"].any() else slice(None)
    packet, start = rows.packet[kept], rows.start[kept]
    found = rows.header["checksum"][kept].astype(np.int64)
    if name == "ip":
        stop, carrier = rows.body[kept], carriers.v4.take(np.arange(len(rows))[kept])
        # 4, and at least five words.
        is_told = rows.whole()[kept] & (rows.header["_version_ihl"][kept] - np.uint8(0x45) <= 10)
    else:
        stop, carrier = rows.stop[kept], carriers.of(rows.at[kept])
        is_told = carrier.judged & (stop - start >= rule.least_bytes)
    is_told &= stop <= table.captured[packet]
    if name == "udp":
        length = rows.header["length"][kept].astype(np.int64)
        is_told &= np.where(length == 0, carrier.is_open, start + length == stop)
    verdict = np.where(is_told, GOOD, CUT).astype(np.int8)
    told = np.flatnonzero(is_told)
    n_bytes = stop[told] - start[told]
    pseudo = np.zeros(len(told), np.int64)
    if rule.number:
        pseudo += carrier.ends[told] + rule.number + (n_bytes >> 16) + (n_bytes & 0xFFFF)
    total = pseudo + sums_of(table.window, table.packet_start[packet[told]] + start[told], n_bytes)

    wrong = np.flatnonzero(folded(total) != 0xFFFF)
    bad = told[wrong]
    is_unfilled = _is_unfilled(name, rule, carrier.take(bad), found[bad], pseudo[wrong])
    verdict[bad] = np.where(is_unfilled, UNFILLED, BAD)
    right = np.zeros(len(verdict), np.int64)
    right[bad] = _right(name, found[bad], total[wrong])
    if name == "udp":
        none = np.flatnonzero((found == 0) & rows.whole()[kept] & (carrier.at >= 0))
        may_be_absent = ~carrier.is_v6[none] | np.isin(rows.header["dstport"][kept][none], UNSUMMED_PORTS)
        verdict[none[may_be_absent]] = ABSENT
    return Judged(packet, verdict, carrier.at, found, right)


def _is_unfilled(name: str, rule: _Rule, carrier: Carriers, found: Ints, pseudo: Ints) -> Flags:
    """Where the field holds what the network card has to begin with."""
    if name == "ip":
        return np.equal(found, 0)
    if not rule.may_be_unfilled:
        return np.zeros(len(found), bool)
    for_cutting = carrier.is_open | (carrier.n_bytes > MTU_BYTES)
    unfilled: Flags = (found == folded(pseudo)) | (for_cutting & (found == folded(carrier.ends + rule.number)))
    return unfilled


def _right(name: str, found: Ints, total: Ints) -> Ints:
    """What a checksum should be in the place of that which was found."""
    right = 0xFFFF - folded(total + 0xFFFF - found)
    if name not in {"ip", "tcp"}:
        # RFC 768: 0 is for none; over nothing but zeros it would not even be right.
        right[right == 0] = 0xFFFF
    return right
