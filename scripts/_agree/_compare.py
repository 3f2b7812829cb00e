"""A capture read both ways, value by value."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from _agree._boundaries import LEFT_OUT
from _agree._oracle import OracleError, tshark_fields
from _agree._packet import Connection, Ends, Packet, connections_of
from _agree._rules import RULES
from pcapflow.errors import FormatError
from pcapflow.files import open_capture
from pcapflow.layers import Cursor, Problem, decode, tables
from pcapflow.table import FRAME_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    from pcapflow.table import PacketTable

__all__ = ("NAMES", "NOTHING_LEFT", "TOO_DEEP", "Difference", "Tally", "compare", "compare_rows")

PROTOCOLS = "frame.protocols"
SCHEMA = tables().schema
NAMES = SCHEMA.names
OURS = {layer.shown for layer in SCHEMA.layers if layer.shown}
TOO_DEEP = "the 65th header"
NOTHING_LEFT = "a header of no bytes"


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that no rule explains."""

    file: str
    frame: int
    field: str
    ours: str
    theirs: str
    protocols: str


@dataclass(slots=True)
class Tally:
    """What was found; tallies add."""

    n_files: int = 0
    n_packets: int = 0
    n_values: int = 0
    n_equal: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    """Protocol from which on packets were left out -> packets."""
    accepted: Counter[str] = field(default_factory=Counter)
    """Rule -> values."""
    not_compared: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    def __iadd__(self, other: Tally) -> Self:
        for name in ("n_files", "n_packets", "n_values", "n_equal"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.left_out += other.left_out
        self.accepted += other.accepted
        self.not_compared += other.not_compared
        self.differences += other.differences
        return self


def compare(path: Path, label: str, occurrence: str) -> Tally:
    """Compare every column of a file.

    Args:
        path: The capture.
        label: What it is called in the account.
        occurrence: ``a`` or ``f``, as tshark's option.
    """
    tally = Tally()
    try:
        theirs = tshark_fields(path, NAMES, occurrence)
        # One window: a rule may look at packets before.
        with open_capture(path, window_bytes=path.stat().st_size + 1) as reader:
            cursor = Cursor()
            for records in reader:
                table = decode(records, tables(), cursor, label=label)
                first = int(table.number[0]) - 1
                compare_rows(table, theirs[first : first + len(table)], label, occurrence, tally)
    except (OracleError, FormatError) as error:
        tally.not_compared.append(f"{label}: {error}")
        return tally
    tally.n_files += 1
    if cursor.n_packets != len(theirs):
        tally.differences.append(Difference(label, 0, "packets", str(cursor.n_packets), str(len(theirs)), ""))
    return tally


def compare_rows(table: PacketTable, theirs: list[list[str]], label: str, occurrence: str, tally: Tally) -> None:
    """Compare the packets of a table with tshark's rows, and add what is found to a tally."""
    _Comparison(table, theirs, label, occurrence, tally).run()


class _Comparison:
    """Packets of a table beside tshark's rows."""

    def __init__(self, table: PacketTable, theirs: list[list[str]], label: str, occurrence: str, tally: Tally) -> None:
        self.table = table
        self.label = label
        self.occurrence = occurrence
        self.tally = tally
        self.n = min(len(theirs), len(table))
        self.ours = {name: table.texts(name, occurrence) for name in NAMES}
        self.connections: dict[Ends, Connection] = {}
        self.theirs = dict(zip(NAMES, zip(*theirs, strict=True), strict=True)) if theirs else dict.fromkeys(NAMES, ())

    def run(self) -> None:
        suspect = {
            index
            for index, (ours, theirs) in enumerate(zip(self.ours[PROTOCOLS], self.theirs[PROTOCOLS], strict=False))
            if self._repeats(ours, theirs)
        }
        for name in NAMES:
            for index, (ours, theirs) in enumerate(zip(self.ours[name], self.theirs[name], strict=False)):
                if ours or theirs:
                    self.tally.n_values += 1
                    if ours == theirs or (name == PROTOCOLS and _begins(theirs, ours)):
                        self.tally.n_equal += 1
                    else:
                        suspect.add(index)
        self.tally.n_packets += self.n
        if any(self.ours["tcp.flags"][index] or self.ours["tcp.seq_raw"][index] for index in suspect):
            self.connections = connections_of(self.table)
        for index in sorted(suspect):
            self._judge(index)

    def _judge(self, index: int) -> None:
        """Tell what is explained of a packet's differences."""
        packet = self._packet(index)
        changed_by = _apply_rules(packet)
        may_go_on = self._judge_protocols(index, packet, changed_by)
        for name in NAMES:
            if name != PROTOCOLS and (self.ours[name][index] or self.theirs[name][index]):
                self._judge_value(index, name, packet.texts(name), changed_by, may_go_on=may_go_on)

    def _judge_protocols(self, index: int, packet: Packet, changed_by: dict[str, str]) -> bool:
        """Find the boundary; whether tshark may have more values beyond it."""
        ours, theirs = self.ours[PROTOCOLS][index], self.theirs[PROTOCOLS][index]
        boundary = self._left_out_from(index, packet, theirs)
        if not _begins(theirs, packet.protocols) or (not boundary and self._repeats(packet.protocols, theirs)):
            self._differ(index, PROTOCOLS)
            return False
        if not _begins(theirs, ours):
            self.tally.accepted[changed_by[PROTOCOLS]] += 1
        if boundary:
            self.tally.left_out[boundary] += 1
        return bool(boundary)

    def _judge_value(
        self, index: int, name: str, must: list[str], changed_by: dict[str, str], *, may_go_on: bool
    ) -> None:
        ours, theirs = self.ours[name][index], self.theirs[name][index]
        if self.occurrence == "f":
            must = must[:1]
        # What the file says of a packet is one text, with the commas that it has.
        shown = ([theirs] if name in FRAME_COLUMNS else theirs.split(",")) if theirs else []
        if may_go_on:
            shown = shown[: len(must)]
        if must != shown:
            self._differ(index, name)
        elif ours == theirs:
            pass
        elif name in changed_by:
            self.tally.accepted[changed_by[name]] += 1
        elif ours:
            self.tally.n_equal += 1
        else:
            # What tshark has stands beyond the boundary.
            self.tally.n_values -= 1

    def _packet(self, index: int) -> Packet:
        return Packet.of(self.table, index, {name: self.ours[name][index] for name in FRAME_COLUMNS}, self.connections)

    def _repeats(self, ours: str, theirs: str) -> bool:
        return not OURS.isdisjoint(_tail(ours, theirs))

    def _left_out_from(self, index: int, packet: Packet, protocols: str) -> str:
        """What stands beyond the boundary, if it is in the list."""
        tail = [name for name in _tail(packet.protocols, protocols) if name != "ethertype"]
        if not tail:
            return ""
        if self.table.problem[index] == Problem.TOO_DEEP:
            return TOO_DEEP
        last = packet.headers[-1].kind if packet.headers else ""
        if packet.headers and len(tail) == 1 and packet.headers[-1].n_carried == 0:
            return NOTHING_LEFT
        # What we read elsewhere may stand behind what nobody reads.
        known = next((name for name in tail if name in OURS), tail[0])
        after = (f"{tail[0]} after {last}", f"{known} after {last}", f"anything after {last}")
        keys = (tail[0], *after, " after ".join(reversed(tail[:2])))
        return next((key for key in keys if key in LEFT_OUT), "")

    def _differ(self, index: int, name: str) -> None:
        self.tally.differences.append(
            Difference(
                self.label,
                int(self.table.number[index]),
                name,
                self.ours[name][index],
                self.theirs[name][index],
                self.theirs[PROTOCOLS][index],
            )
        )


def _tail(ours: str, theirs: str) -> list[str]:
    """The protocols that tshark has beyond ours."""
    return theirs.split(":")[len(ours.split(":")) if ours else 0 :]


def _begins(theirs: str, ours: str) -> bool:
    return not ours or f"{theirs}:".startswith(f"{ours}:")


def _apply_rules(packet: Packet) -> dict[str, str]:
    """Let every rule change the packet; column -> the rule that changed it last."""
    changed_by: dict[str, str] = {}
    for rule in RULES:
        headers = (packet.frame, *packet.headers)
        before = [header.shown_texts for header in headers]
        protocols = packet.protocols
        rule.apply(packet)
        if packet.protocols != protocols:
            changed_by[PROTOCOLS] = rule.name
        after = [header.shown_texts for header in headers]
        for was, is_now in zip(before, after, strict=True):
            for name in was.keys() | is_now.keys():
                if was.get(name) != is_now.get(name):
                    if not name.startswith(rule.fields):
                        raise ValueError(f"rule {rule.name!r} changes {name}, which it does not say")
                    changed_by[name] = rule.name
    return changed_by
