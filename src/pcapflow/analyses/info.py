"""What a capture file is and how much it holds, under capinfos' labels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pcapflow.analyses._encapsulations import encapsulation_words
from pcapflow.analyses._interfaces import InterfaceInfo, interface_grids, interface_info
from pcapflow.analyses._of_captures import OfCaptures
from pcapflow.analyses._words import counted
from pcapflow.files import NO_NOTES
from pcapflow.layers import Problem
from pcapflow.results import Grid, GridColumn, Metric, Metrics, Note, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pcapflow.files import Damage, Interface, Notes, SectionNotes
    from pcapflow.results import Block
    from pcapflow.table import PacketTable

__all__ = ("CaptureInfo", "FileFacts", "Info", "InfoResult")

_NS_PER_S = 1_000_000_000
_OF_SECTIONS = {
    "hardware": "Capture hardware",
    "os": "Capture oper-sys",
    "application": "Capture application",
}
_PRECISIONS = {1: "seconds (0)", 1_000: "milliseconds (3)", 1_000_000: "microseconds (6)", _NS_PER_S: "nanoseconds (9)"}


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file without looking at its packets."""

    name: str
    file_type: str
    """In capinfos' words."""
    file_bytes: int | None = None
    """None where the capture comes through a pipe."""
    snaplen: int | None = None
    """Most bytes of a packet by the file's header; None or 0 where it says nothing."""
    interfaces: tuple[Interface, ...] = ()
    """Those that are known so far."""


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """Packets whose headers end early or claim what cannot be."""

    problem: str
    layer: str
    """Where it arose; empty for the link layer that is not known."""
    n_packets: int


@dataclass(frozen=True, slots=True, eq=False)
class CaptureInfo(Result):
    """The facts of one capture."""

    label: str
    file_type: str
    file_bytes: int | None
    snaplen: int | None
    n_packets: int
    data_bytes: int
    """Bytes that the packets had on the wire."""
    n_untimed: int
    """Packets without a time."""
    first_ns: int | None
    """The earliest time; None without one."""
    last_ns: int | None
    """The latest time."""
    n_backwards: int
    """Packets that are earlier than their predecessor in the file."""
    cut_bytes: tuple[int, int] | None
    """The fewest and the most bytes that were captured of a packet that is cut; None where all are whole."""
    interfaces: tuple[InterfaceInfo, ...]
    problems: tuple[ProblemCount, ...]
    damage: str | None
    """Where and why the file breaks off."""
    sections: tuple[SectionNotes, ...] = ()
    """What the file's sections say of themselves."""
    n_names: int = 0
    """Addresses for which the file has names."""
    flaws: tuple[str, ...] = ()
    """Blocks of the file that say something and cannot be read to their end: where, and why."""

    @property
    def duration_ns(self) -> int | None:
        """From the earliest packet to the latest; None where some have no time, as nobody knows when those were."""
        if self.n_untimed or self.first_ns is None or self.last_ns is None:
            return None
        return self.last_ns - self.first_ns

    @property
    def in_order(self) -> bool | None:
        """Whether no packet is earlier than its predecessor; None where some have no time."""
        return None if self.n_untimed else self.n_backwards == 0

    def blocks(self) -> tuple[Block, ...]:
        """Capinfos' labels, interfaces, problems, damage."""
        found: list[Block] = [Metrics("info", "", tuple(self._metrics())), *interface_grids(self.interfaces)]
        if self.problems:
            columns = (
                GridColumn("problem", "Problem"),
                GridColumn("layer", "Layer"),
                GridColumn("n_packets", "Packets"),
            )
            rows = tuple((each.problem, each.layer, each.n_packets) for each in self.problems)
            found.append(Grid("info.problems", "Problems in packets", columns, rows))
        if self.damage is not None:
            found.append(Note("info.damage", "", f"The file is damaged: {self.damage}"))
        if self.flaws:
            blocks = counted(len(self.flaws), "block")
            text = f"Not read to its end: {blocks} of the file, first at {self.flaws[0]}"
            found.append(Note("info.flaws", "", text))
        return tuple(found)

    def _metrics(self) -> Iterator[Metric]:
        linktypes = {encapsulation_words(interface.linktype) for interface in self.interfaces}
        yield Metric("name", "File name", self.label)
        yield Metric("type", "File type", self.file_type)
        yield Metric("encapsulation", "File encapsulation", linktypes.pop() if len(linktypes) == 1 else "Per packet")
        ticks = {interface.ticks_per_s for interface in self.interfaces}
        precision = _PRECISIONS.get(max(ticks), f"{max(ticks)} ticks a second") if ticks else None
        yield Metric("precision", "File timestamp precision", precision)
        limit = f"{self.snaplen} bytes" if self.snaplen else "(not set)"
        yield Metric("snaplen", "Packet size limit", self.snaplen or None, "bytes", f"file hdr: {limit}")
        if self.cut_bytes is not None:
            fewest, most = self.cut_bytes
            inferred = f"{fewest} bytes" if fewest == most else f"{fewest} bytes - {most} bytes (range)"
            yield Metric("inferred", "Packet size limit", most, "bytes", f"inferred: {inferred}")
        yield Metric("n_packets", "Number of packets", self.n_packets, "packets")
        yield Metric("file", "File size", self.file_bytes, "bytes")
        yield Metric("data", "Data size", self.data_bytes, "bytes")
        n_digits = len(str(max(ticks, default=1))) - 1
        for key, label, value_ns in (
            ("duration", "Capture duration", self.duration_ns),
            ("first", "First packet time", self.first_ns),
            ("last", "Last packet time", self.last_ns),
        ):
            yield Metric(key, label, value_ns, "ns", _time_text(key, value_ns, min(n_digits, 9)))
        yield from self._rates()
        order = {True: "True", False: "False", None: "Unknown"}[self.in_order]
        yield Metric("in_order", "Strict time order", self.in_order, "", order)
        for key, label in _OF_SECTIONS.items():
            said = [getattr(section, key) for section in self.sections]
            if words := "; ".join(dict.fromkeys(text for text in said if text)):
                yield Metric(key, label, words)
        comments = [comment for section in self.sections for comment in section.comments]
        if comments:
            yield Metric("comment", "Capture comment", "; ".join(comments))
        yield Metric("n_interfaces", "Number of interfaces in file", len(self.interfaces))
        if self.n_names:
            yield Metric("n_names", "Number of resolved addresses in file", self.n_names)

    def _rates(self) -> Iterator[Metric]:
        # What took no time, or nobody knows how long, has no rate.
        seconds = self.duration_ns / _NS_PER_S if self.duration_ns else None
        for key, label, amount, unit in (
            ("data_rate", "Data byte rate", self.data_bytes, "bytes/s"),
            ("bit_rate", "Data bit rate", self.data_bytes * 8, "bits/s"),
        ):
            yield _rate(key, label, amount, seconds, unit)
        size = self.data_bytes / max(1, self.n_packets)
        yield Metric("packet_size", "Average packet size", size, "bytes", f"{size:.2f} bytes")
        yield _rate("packet_rate", "Average packet rate", self.n_packets, seconds, "packets/s")


@dataclass(frozen=True, slots=True, eq=False)
class InfoResult(OfCaptures[CaptureInfo]):
    """The facts of captures. Results of different captures add."""

    @property
    def n_packets(self) -> int:
        """Packets of all captures."""
        return sum(capture.n_packets for capture in self.captures)

    @property
    def data_bytes(self) -> int:
        """Bytes on the wire of all captures."""
        return sum(capture.data_bytes for capture in self.captures)


class Info:
    """The facts of a capture: give it its tables in file order."""

    columns = ("frame.number", "frame.time_epoch", "frame.len", "frame.cap_len", "frame.interface_id")

    def __init__(self, facts: FileFacts) -> None:
        """Begin with what is known without the packets."""
        self._facts = facts
        self._interfaces: tuple[object, ...] = facts.interfaces
        self._n_packets = self._data_bytes = self._n_untimed = self._n_backwards = 0
        self._first_ns: int | None = None
        self._last_ns: int | None = None
        self._previous_ns: int | None = None
        self._cut: tuple[int, int] | None = None
        self._seen_by: Counter[int] = Counter()
        self._problems: Counter[tuple[str, str]] = Counter()

    def update(self, table: PacketTable) -> None:
        """Take the next table."""
        self._interfaces = table.interfaces
        self._n_packets += len(table)
        self._data_bytes += int(table.wire.sum())
        self._take_times(table)
        cut = table.captured[table.captured < table.wire]
        if len(cut):
            fewest, most = int(cut.min()), int(cut.max())
            self._cut = (fewest, most) if self._cut is None else (min(fewest, self._cut[0]), max(most, self._cut[1]))
        for interface, count in zip(*_counted(table.interface), strict=True):
            self._seen_by[interface] += count
        bad = np.flatnonzero(table.problem)
        kinds = table.problem[bad].astype(np.int64) * len(table.schema.layers) + table.problem_layer[bad]
        for kind, count in zip(*_counted(kinds), strict=True):
            problem, layer = divmod(kind, len(table.schema.layers))
            name = table.schema.layers[layer].name if layer else ""
            self._problems[Problem(problem).words, name] += count

    def _take_times(self, table: PacketTable) -> None:
        times_ns = table.time_ns[table.timed]
        self._n_untimed += len(table) - len(times_ns)
        if not len(times_ns):
            return
        first_ns, last_ns = int(times_ns.min()), int(times_ns.max())
        self._first_ns = first_ns if self._first_ns is None else min(first_ns, self._first_ns)
        self._last_ns = last_ns if self._last_ns is None else max(last_ns, self._last_ns)
        self._n_backwards += int(np.count_nonzero(times_ns[1:] < times_ns[:-1]))
        if self._previous_ns is not None and int(times_ns[0]) < self._previous_ns:
            self._n_backwards += 1
        self._previous_ns = int(times_ns[-1])

    def result(
        self,
        *,
        damage: Damage | str | None = None,
        interfaces: Sequence[Interface] | None = None,
        notes: Notes = NO_NOTES,
    ) -> InfoResult:
        """What was found in all tables.

        Args:
            damage: Where and why the file breaks off.
            interfaces: All that the file describes; None where none came after the last packet.
            notes: What it says beside packets and interfaces.
        """
        facts = self._facts
        described = self._interfaces if interfaces is None else interfaces
        return InfoResult(
            (
                CaptureInfo(
                    label=facts.name,
                    file_type=facts.file_type,
                    file_bytes=facts.file_bytes,
                    snaplen=facts.snaplen,
                    n_packets=self._n_packets,
                    data_bytes=self._data_bytes,
                    n_untimed=self._n_untimed,
                    first_ns=self._first_ns,
                    last_ns=self._last_ns,
                    n_backwards=self._n_backwards,
                    cut_bytes=self._cut,
                    interfaces=tuple(
                        interface_info(interface, self._seen_by[at], notes.statistics.get(at))
                        for at, interface in enumerate(described)
                    ),
                    problems=tuple(ProblemCount(*kind, count) for kind, count in sorted(self._problems.items())),
                    damage=None if damage is None else str(damage),
                    sections=notes.sections,
                    n_names=len(notes.names),
                    flaws=tuple(map(str, notes.flaws)),
                ),
            )
        )


def _counted(values: np.typing.NDArray[np.integer]) -> tuple[list[int], list[int]]:
    different, counts = np.unique(values, return_counts=True)
    return different.tolist(), counts.tolist()


def _rate(key: str, label: str, amount: int, seconds: float | None, unit: str) -> Metric:
    value = None if seconds is None else amount / seconds
    return Metric(key, label, value, unit, "n/a" if value is None else f"{value:.2f} {unit}")


def _time_text(key: str, value_ns: int | None, n_digits: int) -> str:
    """As capinfos writes it, with the digits that the file has; a time of day is UTC."""
    if value_ns is None:
        return "n/a"
    seconds, rest = divmod(value_ns, _NS_PER_S)
    digits = f".{rest:09d}"[: n_digits + 1] if n_digits else ""
    if key == "duration":
        return f"{seconds}{digits} seconds"
    day = np.datetime_as_string(np.datetime64(seconds, "s"), unit="s").replace("T", " ")
    return f"{day}{digits} UTC"
