"""The compiled walk beside the one in numpy: of the same windows they must find the same, to the last byte."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from pcapflow.files import SLACK_BYTES, Interface, Records
from pcapflow.layers import Tables
from pcapflow.layers import tables as tables_in_force
from pcapflow.layers._twin import TwinWalk
from pcapflow.layers._walk import CompiledWalk

from . import invented
from .packets import LINKTYPES, mutant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pcapflow.layers._tables import Found
    from pcapflow.table import LayerRows

    from .packets import Seed

__all__ = ("Comparison", "Seen", "compare", "mutants", "run", "run_invented", "window_of")

UNKNOWN = 147
N_IN_A_WINDOW = (1, 63, 64, 65, 200, 4096, 4096)
SOME = 200
MOST_SHOWN = 20


@dataclass(slots=True)
class Comparison:
    """What was compared, by the twin's word, and what came out."""

    n_packets: int = 0
    n_rows: int = 0
    n_values: int = 0
    """Header fields, in headers that are cut, too."""
    n_cut: int = 0
    n_problems: int = 0
    n_different: int = 0
    differences: list[str] = field(default_factory=list)
    """The first of them."""

    def differs(self, what: str) -> None:
        """Count a difference."""
        self.n_different += 1
        if len(self.differences) < MOST_SHOWN:
            self.differences.append(what)


@dataclass(frozen=True, slots=True)
class Seen:
    """A packet as a capture has it."""

    linktype: int
    data: bytes
    wire_bytes: int
    fcs_bytes: int = 0


def window_of(packets: Sequence[Seen]) -> Records:
    """A window of these packets, one behind the other; packets of each kind came in by an interface of their own."""
    kinds = sorted({(one.linktype, one.fcs_bytes) for one in packets})
    numbers = {kind: at for at, kind in enumerate(kinds)}
    captured = np.array([len(one.data) for one in packets], np.int64)
    return Records(
        window=np.frombuffer(b"".join([*(one.data for one in packets), bytes(SLACK_BYTES)]), np.uint8),
        window_offset=0,
        start=np.cumsum(captured) - captured,
        captured=captured,
        wire=np.array([one.wire_bytes for one in packets], np.int64),
        time_ns=np.zeros(len(packets), np.int64),
        timed=np.ones(len(packets), np.bool_),
        interface=np.array([numbers[one.linktype, one.fcs_bytes] for one in packets], np.int32),
        interfaces=tuple(Interface(linktype, fcs_bytes=fcs_bytes) for linktype, fcs_bytes in kinds),
    )


def compare(
    windows: Sequence[Records],
    found: Comparison,
    *,
    tables: Tables | None = None,
    wanted: Collection[str] | None = None,
    label: str = "",
) -> None:
    """Add the packets of some windows, walked one after the other and taken together, to the comparison."""
    walks = [walk(tables or tables_in_force(), wanted) for walk in (CompiledWalk, TwinWalk)]
    for walk in walks:
        for window in windows:
            walk.update(window)
    compiled, by_numpy = (walk.take() for walk in walks)
    for what in _differences(compiled, by_numpy):
        found.differs(f"{label} {what}")
    found.n_packets += len(by_numpy.problem)
    found.n_problems += int(np.count_nonzero(by_numpy.problem))
    for rows in by_numpy.rows.values():
        found.n_rows += len(rows)
        found.n_cut += len(rows.cut_row)
        found.n_values += len(rows) * len(rows.header.dtype.names or ())


def _differences(compiled: Found, by_numpy: Found) -> Iterator[str]:
    for name in ("problem", "problem_layer"):
        one, other = getattr(compiled, name), getattr(by_numpy, name)
        if one.dtype != other.dtype or one.shape != other.shape:
            yield f"{name}: {one.dtype}{one.shape}, numpy {other.dtype}{other.shape}"
        elif len(where := np.flatnonzero(one != other)):
            at = where[0]
            yield f"{name} of {len(where)} packets, the first {at}: {one[at]}, numpy {other[at]}"
    # A layer that was come to where no byte was left has no rows: the twin lists it all the same.
    theirs = {name: rows for name, rows in by_numpy.rows.items() if len(rows)}
    if list(compiled.rows) != list(theirs):
        yield f"layers {list(compiled.rows)}, numpy {list(theirs)}"
    for name in compiled.rows.keys() & theirs:
        yield from _row_differences(name, compiled.rows[name], theirs[name])


def _row_differences(name: str, compiled: LayerRows, by_numpy: LayerRows) -> Iterator[str]:
    if not (np.diff(compiled.at) > 0).all():
        yield f"{name}: rows are not in order"
    for part in ("header", "place", "cut_row", "cut_bytes"):
        one, other = getattr(compiled, part), getattr(by_numpy, part)
        if one.dtype != other.dtype or one.shape != other.shape:
            yield f"{name} {part}: {one.dtype}{one.shape}, numpy {other.dtype}{other.shape}"
        elif one.tobytes() != other.tobytes():
            at = np.flatnonzero(one != other)[0]
            yield f"{name} {part} of row {at} (packet {compiled.packet[at]}): {one[at]}, numpy {other[at]}"


def mutants(seeds: Sequence[Seed], n_packets: int, dice: Random) -> Iterator[Seen]:
    """Packets to which something was done; of any link type, now and then with a frame check sequence."""
    for _ in range(n_packets):
        linktype, whole = dice.choice(seeds)
        data = mutant(whole, dice)
        if dice.randrange(20) == 0:
            linktype = dice.choice((*LINKTYPES, UNKNOWN))
        if dice.randrange(20) == 0:
            data = dice.randbytes(dice.randrange(100))
        more = dice.choice((0, 0, 0, dice.randrange(100), -dice.randrange(40)))
        yield Seen(linktype, data, max(0, len(data) + more), dice.choice((0,) * 20 + (4,)))


def run(seeds: Sequence[Seed], n_packets: int, seed: int = 0) -> Comparison:
    """Compare on that many mutants, in windows of any number of packets, of all layers or of some."""
    dice = Random(seed)  # noqa: S311  # test data, no secret
    names = [layer.name for layer in tables_in_force().layers]
    found = Comparison()
    packets = mutants(seeds, n_packets, dice)
    while found.n_packets < n_packets:
        sizes = dice.choices(N_IN_A_WINDOW, k=dice.randint(1, 3))
        windows = [window_of(window) for n in sizes if (window := list(islice(packets, n)))]
        wanted = dice.sample(names, dice.randrange(len(names))) if dice.randrange(4) == 0 else None
        compare(windows, found, wanted=wanted, label=f"behind packet {found.n_packets} of seed {seed}:")
    return found


def run_invented(n_packets: int, seed: int = 0) -> Comparison:
    """Compare on so many packets of layers that nobody has, a few packets of each list of layers."""
    found = Comparison()
    while found.n_packets < n_packets:
        dice = Random(f"{seed} {found.n_packets}")  # noqa: S311  # test data, no secret
        layers = invented.layers(dice)
        packets = [invented_packet(dice, len(layers)) for _ in range(min(SOME, n_packets - found.n_packets))]
        compare([window_of(packets)], found, tables=Tables.of(layers), label=f"layers {seed} {found.n_packets}:")
    return found


def invented_packet(dice: Random, n_layers: int) -> Seen:
    """Of any of their link types."""
    data = invented.packet(dice)
    wire_bytes = max(0, len(data) + dice.choice((0, 0, 5, -3)))
    return Seen(invented.FIRST_LINKTYPE + dice.randrange(n_layers), data, wire_bytes, dice.choice((0, 0, 0, 2)))
