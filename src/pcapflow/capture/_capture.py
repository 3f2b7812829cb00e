"""Capture: packets, columns and answers of one file. Siblings that must not know each other meet here."""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING, overload

import numpy as np
import numpy.typing as npt

from pcapflow.capture._choice import indices_of
from pcapflow.capture._index import PacketIndex
from pcapflow.capture._pass import empty_table, held_table, tables_of, wanted_of
from pcapflow.capture._stretch import Origin, packets_of
from pcapflow.capture._warn import warn
from pcapflow.errors import DamagedCaptureWarning, FormatError, PcapflowError
from pcapflow.forms import printable
from pcapflow.layers import tables
from pcapflow.table import Column, PacketTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType
    from typing import Self

    from pcapflow.analyses import Analysis, CheckResult, ChecksumResult, InfoResult, PingResult, PingSummary
    from pcapflow.capture._choice import Choice
    from pcapflow.capture._packet import Packet
    from pcapflow.capture._pass import Wanted
    from pcapflow.files import Damage, Interface, Notes, Reader
    from pcapflow.packets import Facts
    from pcapflow.reports import Document
    from pcapflow.results import PacketLine

__all__ = ("Capture",)


class Capture:
    """A capture file, or a selection of its packets.

    ``cap["ip.ttl"]`` is a column, ``cap[mask]``, ``cap[2:5]`` and ``cap[[2, 7]]`` are captures
    whose packets keep their numbers, ``cap[2]`` is a packet. Python counts from
    0, ``frame.number`` from 1.
    """

    def __init__(
        self,
        reader: Reader,
        *,
        strict: bool = False,
        label: str | None = None,
        chosen: npt.NDArray[np.int64] | None = None,
        whole: Capture | None = None,
    ) -> None:
        """Captures are made by `pcapflow.open`, and by selecting from one."""
        self.label = reader.source.name if label is None else label
        """The capture's name in results."""
        self._reader = reader
        self._strict = strict
        self._chosen = chosen
        self._chosen_from = whole
        self._tables = tables()
        self._origin = Origin(reader, self._tables, self.label)
        self._index = PacketIndex(self._origin)
        self._has_spoken = False
        self._length: int | None = None
        self._columns: dict[tuple[str, str], Column] = {}
        self._facts: Facts | None = None

    @property
    def _whole(self) -> Capture:
        """What this was selected from, or itself: not kept, for who holds itself is not let go at once."""
        return self if self._chosen_from is None else self._chosen_from

    # -- passes ------------------------------------------------------------------------------------------------

    def iter_tables(self, columns: Iterable[str] | None = None) -> Iterator[PacketTable]:
        """Tables of bounded size, in file order; each lends its packets' bytes until the next is asked for.

        Args:
            columns: Names of the columns that are needed; only their layers are kept. None is all; then a column that
                stands in options can be asked for while its table lends the bytes.

        Raises:
            FieldError: No such column.
            FormatError: The file is damaged and the capture was opened ``strict``.
            PcapflowError: A pipe is read a second time, or the file changed between two passes.
        """
        yield from self._pass(wanted_of(self._tables.schema, columns))
        self._speak_of_damage()

    def _pass(self, wanted: Wanted) -> Iterator[PacketTable]:
        for table in tables_of(self._reader, self._tables, label=self.label, wanted=wanted, chosen=self._chosen):
            if isinstance(table, int):
                self._note_length(table)
            else:
                yield table

    def _note_length(self, n_packets: int) -> None:
        """Note what a whole pass has counted."""
        whole = self._whole
        if whole._length not in {None, n_packets}:
            raise PcapflowError(f"{self.label}: changed between two passes")
        whole._length = n_packets

    def to_table(self, columns: Iterable[str] | None = None) -> PacketTable:
        """One table of all packets; it does not hold their bytes.

        Raises:
            FieldError: No such column.
            FormatError: See `iter_tables`.
        """
        wanted = wanted_of(self._tables.schema, columns, holds=True)
        if self._chosen is not None:
            # A selection is held without what it was selected from.
            parts = list(self._pass(wanted))
            self._speak_of_damage()
            return PacketTable.join(parts) if parts else empty_table(self._reader, self._tables, label=self.label)
        table = held_table(self._reader, self._tables, label=self.label, wanted=wanted)
        self._note_length(len(table))
        self._speak_of_damage()
        return table

    def run(self, analysis: Analysis[object]) -> None:
        """Show every packet to an analysis, in one pass."""
        for table in self.iter_tables(analysis.columns):
            analysis.update(table)

    def _speak_of_damage(self) -> None:
        """At the end of a pass: by then all is known, so that others have nothing to add."""
        whole = self._whole
        if whole._has_spoken and not self._strict:
            return
        whole._has_spoken = True
        damage = self._reader.damage or next(iter(self.notes.flaws), None)
        if damage is None:
            return
        if self._strict:
            raise FormatError(damage.problem, offset=damage.offset, spec=damage.spec, source=self.label)
        warn(f"{printable(self.label)}: {damage}", DamagedCaptureWarning)

    # -- packets and columns -----------------------------------------------------------------------------------

    def __bool__(self) -> bool:
        """A capture is true, as a file is, and not read for that; a selection is where it has packets."""
        return self._chosen is None or len(self._chosen) > 0

    def __len__(self) -> int:
        """How many packets there are; one pass where none came to the end before.

        Raises:
            TypeError: None did, and this is a pipe that can be read once: to count it takes its packets away.
        """
        if self._chosen is not None:
            return len(self._chosen)
        # Python's `list` asks before it reads, and goes on without an answer after this error alone.
        if self._whole._length is None and not self.rereadable:
            raise TypeError(f"{printable(self.label)}: a pipe that can be read once has no length before it was read")
        length = self._counted()
        self._speak_of_damage()
        return length

    def _counted(self) -> int:
        """Packets of the whole capture, damaged or not; one pass where none came to the end before."""
        whole = self._whole
        if whole._length is None:
            whole._length = sum(map(len, self._reader))
        return whole._length

    @property
    def damage(self) -> Damage | None:
        """Where and why the file breaks off; None where it is whole. Reads to the end when nothing has yet."""
        self._counted()
        return self._reader.damage

    @property
    def damage_met(self) -> Damage | None:
        """Where the passes made so far met the place at which the file breaks off; reads nothing."""
        return self._reader.damage

    @property
    def rereadable(self) -> bool:
        """Whether a second pass is possible; a pipe that is not kept can be read once."""
        return self._reader.source.rereadable

    @property
    def interfaces(self) -> tuple[Interface, ...]:
        """The interfaces that were described so far; all of them after a pass."""
        return self._reader.interfaces

    @property
    def notes(self) -> Notes:
        """What the file has said so far of sections, of interfaces' statistics, of names; all of it after a pass."""
        return self._reader.notes

    def column(self, name: str, occurrence: str = "first") -> Column:
        """A column: per packet the first (or ``"last"``) row in which the field is present.

        Raises:
            FieldError: No such column.
        """
        key = (name, occurrence)
        if key not in self._columns:
            self._columns[key] = self.to_table([name]).column(name, occurrence)
        return self._columns[key]

    @overload
    def __getitem__(self, key: str) -> Column: ...
    @overload
    def __getitem__(self, key: int) -> Packet: ...
    @overload
    def __getitem__(self, key: Choice) -> Capture: ...
    def __getitem__(self, key: str | int | Choice) -> Column | Packet | Capture:
        if isinstance(key, str):
            return self.column(key)
        if isinstance(key, int | np.integer) and not isinstance(key, bool):
            index = self._indexed()
            n_packets = len(self)
            if not -n_packets <= key < n_packets:
                raise IndexError(f"packet {key} of {n_packets}")
            at = int(key) % n_packets
            return index.packet(self._whole, at if self._chosen is None else int(self._chosen[at]))
        if isinstance(key, bool):
            raise TypeError("a truth value is no place of a packet")
        which = indices_of(key, len(self))
        return self._selection(which if self._chosen is None else self._chosen[which])

    def _selection(self, chosen: npt.NDArray[np.int64]) -> Capture:
        """Packets of the whole capture, by their indices."""
        begin = f" from frame {int(chosen[0]) + 1}" if len(chosen) else ""
        label = f"{self._whole.label}[{len(chosen)} of {self._counted()} packets{begin}]"
        return Capture(self._reader, strict=self._strict, label=label, chosen=chosen, whole=self._whole)

    def frame(self, number: int) -> Packet:
        """The packet of that ``frame.number``, counted from 1.

        Raises:
            IndexError: There is no such packet in the capture.
        """
        index = self._indexed()
        n_packets = index.count()
        if not 1 <= number <= n_packets:
            raise IndexError(f"frame {number} of {n_packets}")
        return index.packet(self._whole, number - 1)

    def __iter__(self) -> Iterator[Packet]:
        self._note_length((yield from packets_of(self._whole, self._whole._origin, self._chosen)))
        self._speak_of_damage()

    def _indexed(self) -> PacketIndex:
        """Where each packet of the whole capture is; to find out counts them, too."""
        index = self._whole._index
        self._note_length(index.count())
        return index

    # -- packets as people read them ---------------------------------------------------------------------------

    def lines(
        self, time: str = "r", *, passes: int = 2, trees: bool = False, data: bool = False
    ) -> Iterator[PacketLine]:
        """A line for each packet, as ``pcapflow show`` prints them.

        Args:
            time: ``r`` since the first packet, ``a`` time of day, ``ad`` with the date, ``d`` since the packet
                before, ``e`` since 1970: tshark's letters.
            passes: 2 reads the capture once more before, so that a request names its reply.
            trees: Add each packet's detail tree.
            data: Add each packet's bytes.

        Raises:
            OptionError: No such time, or another number of passes.
        """
        from pcapflow.capture._lines import lines_of

        return lines_of(self, time, passes=passes, trees=trees, data=data)

    def line_of(self, table: PacketTable, index: int, time: str = "r") -> PacketLine:
        """The line of one packet of a table of this capture."""
        from pcapflow.packets import line_of, time_text

        return line_of(table, index, self.facts(), time=time_text(table, index, time))

    def facts(self) -> Facts:
        """What packets' lines say of other packets, such as where a reply is; found in one pass and kept."""
        from pcapflow.packets import FactFinder

        whole = self._whole
        if whole._facts is None:
            finder = FactFinder()
            whole.run(finder)
            whole._facts = finder.result()
        return whole._facts

    # -- answers -----------------------------------------------------------------------------------------------

    def info(self) -> InfoResult:
        """What kind of file this is, and how many packets of what length and time it holds."""
        from pcapflow.analyses import Info
        from pcapflow.capture._facts import file_facts

        info = Info(file_facts(self._reader, self.label, is_whole=self._chosen is None))
        self.run(info)
        return info.result(damage=self._reader.damage, interfaces=self.interfaces, notes=self.notes)

    def checksums(self) -> ChecksumResult:
        """Which checksums of IPv4, ICMP, ICMPv6, TCP and UDP are right."""
        from pcapflow.analyses import Checksums

        self.run(checksums := Checksums(self.label))
        return checksums.result()

    def ping(self) -> PingResult:
        """Ping statistics of every echo session."""
        from pcapflow.analyses import Ping

        ping = Ping(self.label)
        self.run(ping)
        return ping.result()

    def ping_summary(self) -> PingSummary:
        """The text of ``ping().text(quiet=True)``, without holding the packets of every session.

        Sessions in which more happens than losses, duplicates and late replies are held;
        where there are many packets, a second pass looks for theirs.
        """
        from pcapflow.analyses import QuietPing

        quiet = QuietPing(self.label, keep_all=not self.rereadable)
        self.run(quiet)
        if (again := quiet.again()) is not None:
            self.run(again)
        return quiet.result()

    def check(
        self,
        *expectations: str,
        manifest: Mapping[str, object] | None = None,
        against: str | None = None,
    ) -> CheckResult:
        """Whether the pings are what they should be.

        Args:
            expectations: Further ones, as ``"rtt.max < 1 ms"``.
            manifest: What `record` wrote beside the capture; by default it is looked for there.
            against: What ping itself printed; by default the text that the manifest names.

        Raises:
            ExpectationError: An expectation does not follow ``NAME OP NUMBER [UNIT]``.
        """
        from pcapflow.capture._check import check

        return check(self, expectations, manifest=manifest, against=against)

    def report(self, *expectations: str) -> Document:
        """Verdict, ping statistics, layers, packet list and problems: ``report().save("ping.html")``."""
        from pcapflow.capture._report import report

        return report(self, expectations)

    # -- the rest ----------------------------------------------------------------------------------------------

    @property
    def recorded(self) -> str | None:
        """Where the capture lies as a whole, with what was written beside it; None for a selection or a stream."""
        return self._reader.source.path if self._chosen is None else None

    def close(self) -> None:
        """Let go of the file: what was found stays, and who asks for more gets a PcapflowError."""
        self._reader.close()

    def __reduce__(self) -> tuple[object, ...]:
        """A capture of a path is opened anew where it is unpickled, and a selection chosen anew."""
        from pcapflow.capture._open import reopened

        source, whole = self._reader.source, self._whole
        if source.path is None:
            raise TypeError(
                f"{printable(self.label)}: a capture is pickled by its path, and this one has none: "
                "send its bytes, or a result"
            )
        options = {"strict": self._strict, "label": whole.label, "max_ratio": source.max_ratio}
        return reopened, (os.path.abspath(source.path), options, whole._length, self._chosen)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        n_packets = "" if self._length is None and self._chosen is None else f", {len(self)} packets"
        return f"<Capture {printable(self.label)}{n_packets}>"

    def _repr_html_(self) -> str:
        from pcapflow.results import Packets, fragment

        return fragment(Packets("packets", repr(self)[1:-1], tuple(islice(self.lines(), 20))))
