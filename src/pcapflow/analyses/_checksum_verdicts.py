"""A verdict on every checksum of a table: good, bad, cut, unfilled by offload, absent.

Spec: RFC 1071; IPv4: RFC 791 page 14; ICMP: RFC 792; UDP: RFC 768, over IPv6 RFC 8200 section 8.1 and RFC 6936; TCP:
RFC 9293 section 3.1.

A host that lets its network card work out a checksum leaves in the field what the card has to add to: the sum of the
pseudo header, not complemented. Linux: ``__tcp_v4_send_check`` in net/ipv4/tcp_ipv4.c, ``udp4_hwcsum`` in
net/ipv4/udp.c, and for what the card has put together ``tcp4_gro_complete`` in net/ipv4/tcp_offload.c, all with the
length of the whole segment, however long. Where the card is to cut segments, Windows leaves the length out (NDIS,
"Offloading the Segmentation of Large TCP Packets"), as do drivers that are recorded behind. In an IPv4 header that the
card fills in stands 0.
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
    found: Ints
    right: Ints
    """What the checksum should be; meaningless where that cannot be told."""


def verdicts_of(table: PacketTable) -> dict[str, Judged]:
    """Judge every checksum of a table, by the names of the layers.

    Raises:
        ValueError: The table is held, and has no packet bytes.
    """
    carriers = carriers_in(table)
    return {name: _judged(table, name, rule, carriers) for name, rule in _RULES.items() if name in table.rows}


def _judged(table: PacketTable, name: str, rule: _Rule, carriers: CarriersIn) -> Judged:
    rows = table.layer(name)
    kept = np.flatnonzero(~rows.quoted)
    packet, start, header = rows.packet[kept], rows.start[kept], rows.header[kept]
    found = header["checksum"].astype(np.int64)
    if name == "ip":
        stop, carrier = rows.body[kept], carriers.v4.take(kept)
        # 4, and at least five words.
        is_told = rows.whole()[kept] & (header["_version_ihl"] >= 0x45) & (header["_version_ihl"] <= 0x4F)
    else:
        stop, carrier = rows.stop[kept], carriers.of(rows.at[kept])
        is_told = carrier.judged & (stop - start >= rule.least_bytes)
    is_told &= stop <= table.captured[packet]
    if name == "udp":
        length = header["length"].astype(np.int64)
        is_told &= np.where(length == 0, carrier.is_open, start + length == stop)
    n_bytes = stop - start
    total = np.zeros(len(kept), np.int64)
    pseudo = np.zeros(len(kept), np.int64)
    if rule.number:
        pseudo += carrier.ends + rule.number + (n_bytes >> 16) + (n_bytes & 0xFFFF)
    which = np.flatnonzero(is_told)
    total[which] = _message_sums(table, packet[which], start[which], n_bytes[which])
    total += pseudo

    verdict = np.where(folded(total) == 0xFFFF, GOOD, BAD).astype(np.int8)
    verdict[(verdict == BAD) & _is_unfilled(name, rule, carrier, found, pseudo)] = UNFILLED
    verdict[~is_told] = CUT
    if name == "udp":
        may_be_absent = ~carrier.is_v6 | np.isin(header["dstport"], UNSUMMED_PORTS)
        verdict[may_be_absent & (found == 0) & rows.whole()[kept] & (carrier.at >= 0)] = ABSENT
    right = 0xFFFF - folded(total + 0xFFFF - found)
    if name not in {"ip", "tcp"}:
        # RFC 768: 0 is for none; over nothing but zeros it would not even be right.
        right[right == 0] = 0xFFFF
    return Judged(packet, verdict, found, right)


def _message_sums(table: PacketTable, packet: Ints, start: Ints, n_bytes: Ints) -> Ints:
    assert table.window is not None  # noqa: S101  # for the type checker: `carriers_in` has asked for it
    assert table.packet_start is not None  # noqa: S101  # the same
    return sums_of(table.window, table.packet_start[packet] + start, n_bytes)


def _is_unfilled(name: str, rule: _Rule, carrier: Carriers, found: Ints, pseudo: Ints) -> Flags:
    """Where the field holds what the network card has to begin with."""
    if name == "ip":
        return np.equal(found, 0)
    if not rule.may_be_unfilled:
        return np.zeros(len(found), bool)
    for_cutting = carrier.is_open | (carrier.n_bytes > MTU_BYTES)
    unfilled: Flags = (found == folded(pseudo)) | (for_cutting & (found == folded(carrier.ends + rule.number)))
    return unfilled
