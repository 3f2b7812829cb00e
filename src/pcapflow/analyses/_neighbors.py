"""Addresses that somebody looked for on the local network, and nobody had.

A ping to a free address leaves no echo request: only this. Spec: RFC 826; probes
for an address of one's own: RFC 5227 section 2.1.1, RFC 4862 section 5.4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pcapflow.forms import Form, one_text
from pcapflow.table import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.table import PacketTable

__all__ = ("COLUMNS", "Neighbors", "Unanswered")

COLUMNS = (
    *("arp.opcode", "arp.src.proto_ipv4", "arp.dst.proto_ipv4"),
    *("icmpv6.type", "icmpv6.nd.ns.target_address", "icmpv6.nd.na.target_address", "ipv6.src"),
)

_LAYERS = {"arp.addresses", "icmpv6.nd.ns", "icmpv6.nd.na"}


class Unanswered(NamedTuple):
    """An address that was asked for and did not answer."""

    address: str
    asked_by: str
    n_asked: int
    """Packets that asked; each is counted at every vantage point that saw it."""

    @property
    def sentence(self) -> str:
        """The fact in words."""
        what = "neighbour solicitation" if ":" in self.address else "ARP request"
        plural = "" if self.n_asked == 1 else "s"
        return f"{self.asked_by} looked for {self.address}, and nobody answered: {self.n_asked} {what}{plural}."


class Neighbors:
    """Who asked for whom, and who is there."""

    def __init__(self) -> None:
        """Nobody yet."""
        self._asked: dict[tuple[str, str], list[int]] = {}
        """Address and asker -> number of the first packet that asked, and how many did."""
        self._there: set[str] = set()

    def update(self, table: PacketTable) -> None:
        """Take the next table."""
        if not table.rows.keys() & _LAYERS:
            return
        for number, asker, address in (*self._arp(table), *self._solicited(table)):
            self._asked.setdefault((address, asker), [number, 0])[1] += 1
        rows = table.layer("icmpv6.nd.na")
        if len(rows):
            for address in rows.values("icmpv6.nd.na.target_address")[rows.whole() & ~rows.quoted]:
                self._there.add(one_text(address, Form.IPV6))

    def unanswered(self) -> tuple[Unanswered, ...]:
        """The addresses that nobody had, in the order in which they were asked for."""
        in_order = sorted(self._asked.items(), key=lambda each: each[1][0])
        return tuple(
            Unanswered(address, asker, n_asked)
            for (address, asker), (_, n_asked) in in_order
            if address not in self._there
        )

    def _arp(self, table: PacketTable) -> Iterator[tuple[int, str, str]]:
        rows = table.layer("arp.addresses")
        if not len(rows):
            return
        _, above = table.parents("arp.addresses")
        kept = np.flatnonzero(rows.whole() & (above >= 0))
        opcodes = table.layer("arp").values("arp.opcode")[above[kept]].tolist()
        sources, targets = (rows.values(f"arp.{end}.proto_ipv4")[kept] for end in ("src", "dst"))
        numbers = table.number[rows.packet[kept]].tolist()
        for number, opcode, source, target in zip(numbers, opcodes, sources, targets, strict=True):
            if not source.any():
                continue
            asker, address = one_text(source, Form.IPV4), one_text(target, Form.IPV4)
            # Who speaks is there, also who asks for himself: he announces himself.
            self._there.add(asker)
            if opcode == 1:
                yield number, asker, address

    @staticmethod
    def _solicited(table: PacketTable) -> Iterator[tuple[int, str, str]]:
        rows, carriers = table.layer("icmpv6.nd.ns"), table.layer("ipv6")
        kept = np.flatnonzero(rows.whole() & ~rows.quoted)
        if not len(kept) or not len(carriers):
            return
        place, places = rows.at[kept], carriers.at
        above = np.searchsorted(places, place) - 1
        carried = (above >= 0) & (places[above] // MAX_DEPTH == place // MAX_DEPTH)
        kept, above = kept[carried], above[carried]
        sources = carriers.values("ipv6.src")[above]
        targets = rows.values("icmpv6.nd.ns.target_address")[kept]
        numbers = table.number[rows.packet[kept]].tolist()
        for number, source, target in zip(numbers, sources, targets, strict=True):
            # Who has no address yet asks whether he may have this one.
            if source.any():
                yield number, one_text(source, Form.IPV6), one_text(target, Form.IPV6)
