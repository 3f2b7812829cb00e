"""Capture files to begin with, what is done to them, and reading what came of it."""

from __future__ import annotations

import struct
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pcapflow
from pcapflow.errors import DamagedCaptureWarning, PcapflowError
from pcapflow.files import FORMATS
from pcapflow.testing import build, vary

from .pipe import Pipe
from .time_limit import at_most
from .ways import DEEP, WAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = (
    "EDGES",
    "LARGEST",
    "MOST_SECONDS",
    "LengthField",
    "Outcome",
    "length_fields",
    "mutant",
    "run",
    "seeds_of",
)

MOST_SECONDS = 2.0
MOST_BYTES = 65_536
EDGES = (0, 1, 4, 11, 12, 16, 28, 0xFFFF, 0x40000, 0x40001, 0xFFFFFC, 0x1000000, 0x1000001)
LARGEST = (0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF)
MAGICS = {magic for one in FORMATS for magic in one.magics}
SECTION_HEADER, INTERFACE, OBSOLETE_PACKET, SIMPLE_PACKET, NAMES, STATISTICS, ENHANCED_PACKET = 0x0A0D0D0A, *range(1, 7)


class LengthField(NamedTuple):
    """Where a file says how long something is."""

    at: int
    n_bytes: int
    order: str
    """``<`` or ``>``."""
    name: str

    def put(self, data: bytearray, value: int) -> None:
        """Claim that, as far as the field holds it."""
        value &= (1 << 8 * self.n_bytes) - 1
        data[self.at : self.at + self.n_bytes] = value.to_bytes(self.n_bytes, "little" if self.order == "<" else "big")


def length_fields(data: bytes) -> list[LengthField]:
    """Every length of a capture file, as far as the file can be followed; of options those that come first."""
    if data[:4] not in MAGICS:
        return []
    if data[:4] == b"\x0a\x0d\x0d\x0a":
        return _of_blocks(data)
    order = "<" if data[:4] in {magic for magic in MAGICS if magic[0] in (0xD4, 0x4D, 0x34)} else ">"
    found = [LengthField(16, 4, order, "snap length")]
    # Kuznetzov's records have eight bytes more.
    header_bytes = 24 if struct.unpack_from(f"{order}I", data)[0] == build.MODIFIED else 16
    at = 24
    while at + header_bytes <= len(data):
        found.append(LengthField(at + 8, 4, order, "captured length"))
        found.append(LengthField(at + 12, 4, order, "length on the wire"))
        at += header_bytes + struct.unpack_from(f"{order}I", data, at + 8)[0]
    return found


OPTIONS_AT = {SECTION_HEADER: 24, INTERFACE: 16}
LENGTHS_IN_BLOCKS = {
    SECTION_HEADER: ((16, 8, "section length"),),
    INTERFACE: ((12, 4, "snap length"),),
    OBSOLETE_PACKET: ((20, 4, "captured length"), (24, 4, "length on the wire")),
    SIMPLE_PACKET: ((8, 4, "length on the wire"),),
    NAMES: ((10, 2, "record length"),),
    ENHANCED_PACKET: ((20, 4, "captured length"), (24, 4, "length on the wire")),
}


def _of_blocks(data: bytes) -> list[LengthField]:
    found: list[LengthField] = []
    order, at = "<", 0
    while at + 12 <= len(data):
        if data[at : at + 4] == b"\x0a\x0d\x0d\x0a":
            order = "<" if data[at + 8 : at + 12] == b"\x4d\x3c\x2b\x1a" else ">"
        kind, size = struct.unpack_from(f"{order}II", data, at)
        if size < 12 or size > len(data) - at:
            break
        found.append(LengthField(at + 4, 4, order, "block length"))
        found += [LengthField(at + where, n, order, name) for where, n, name in LENGTHS_IN_BLOCKS.get(kind, ())]
        options_at = OPTIONS_AT.get(kind)
        if options_at and size >= options_at + 8:
            found.append(LengthField(at + options_at + 2, 2, order, "option length"))
        found.append(LengthField(at + size - 4, 4, order, "block length at the end"))
        at += size
    return [one for one in found if one.at + one.n_bytes <= len(data)]


def seeds_of(paths: Iterable[str | Path] = ()) -> list[bytes]:
    """Captures of every make, and those of the files that are small enough."""
    ping = vary.packets("icmp", 8, seed=1)
    packets = [build.Packet(data, at * 1_000_001, len(data) + at % 3) for at, (_, data) in enumerate(ping)]
    seeds = [
        build.pcap(*packets, byteorder=order, magic=magic)
        for order in "<>"
        for magic in (build.MICROSECONDS, build.NANOSECONDS, build.MODIFIED)
    ]
    for order in "<>":
        interfaces = (
            build.Interface(options=[(2, b"eth0")]),
            build.Interface(snaplen=60, tsresol=0x80 | 30, tsoffset=-5),
        )
        old = struct.pack(f"{order}HHIIII", 0, 0, 0, 0, 40, 60) + bytes(40)
        names = build.Block(NAMES, struct.pack(f"{order}HH", 1, 8) + bytes(8))
        others = build.Block(OBSOLETE_PACKET, old), names, build.Block(STATISTICS, bytes(12)), build.Simple(bytes(70))
        section = build.Section(order, options=[(1, b"comment")])
        seeds.append(build.pcapng(section, *interfaces, *packets, *others, section, *interfaces, *packets[:3]))
    for path in map(Path, paths):
        if path.is_file() and path.stat().st_size <= MOST_BYTES:
            data = path.read_bytes()
            if data[:4] in MAGICS:
                seeds.append(data)
    return seeds


def mutant(data: bytes, dice: Random) -> bytes:
    """The file with something done to it: to its lengths, to its headers, anywhere."""
    made = bytearray(data)
    lengths = length_fields(data)
    for _ in range(dice.choice((1, 1, 2, 4))):
        # Half of it near the beginning: headers are what a reader believes.
        at = dice.randrange(min(len(made), 128) + 1) if dice.randrange(2) else dice.randrange(len(made) + 1)
        match dice.randrange(8):
            case 0 | 1 if lengths:
                dice.choice(lengths).put(made, dice.choice((*EDGES, *LARGEST, dice.getrandbits(32))))
            case 2:
                made[at : at + 4] = struct.pack(dice.choice("<>") + "I", dice.choice(EDGES + LARGEST))
            case 3 if at < len(made):
                made[at] ^= 1 << dice.randrange(8)
            case 4:
                made[at : at + 16] = dice.randbytes(dice.randrange(17))
            case 5:
                del made[at : at + dice.randrange(1, 64)]
            case 6:
                piece = made[at : at + dice.randrange(1, 64)]
                made[at:at] = piece * (dice.randrange(1_000) if dice.randrange(50) == 0 else 1)
            case _:
                if dice.randrange(2):
                    del made[dice.randrange(len(made) + 1) :]
    return bytes(made[:MOST_BYTES])


DEEP_SHARE = 8
"""One mutant of so many is asked much, which takes ten times as long as to read one: the mutants take twice as long."""


@dataclass(slots=True)
class Outcome:
    """What came of a run."""

    n_files: int = 0
    n_refused: int = 0
    """No captures."""
    n_damaged: int = 0
    """Captures that break off."""
    slowest_s: float = 0.0
    faults: list[str] = field(default_factory=list)
    """Whatever is no PcapflowError, and what took too long."""
    by_way: Counter[str] = field(default_factory=Counter)

    def plus(self, other: Outcome) -> Outcome:
        """What came of two runs."""
        return Outcome(
            self.n_files + other.n_files,
            self.n_refused + other.n_refused,
            self.n_damaged + other.n_damaged,
            max(self.slowest_s, other.slowest_s),
            self.faults + other.faults,
            self.by_way + other.by_way,
        )


def run(seeds: Sequence[bytes], n_files: int, seed: int | str = 0) -> Outcome:
    """Read that many mutants, each in one of the ways, as bytes or through a pipe, in time."""
    dice = Random(seed)  # noqa: S311  # test data, no secret
    outcome = Outcome()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DamagedCaptureWarning)
        for _ in range(n_files):
            data = mutant(dice.choice(seeds), dice)
            # What a pipe gives at once is a window, which ends anywhere.
            at_once = dice.randrange(1, 200) + len(data) // 50 if dice.randrange(2) else None
            way = dice.choice(list(DEEP if dice.randrange(DEEP_SHARE) == 0 else WAYS))
            _read(data, at_once, way, Random(dice.random()), outcome)  # noqa: S311  # as above
    return outcome


def _read(data: bytes, at_once: int | None, way: str, dice: Random, outcome: Outcome) -> None:
    began = time.perf_counter()
    try:
        with at_most(MOST_SECONDS), pcapflow.open(Pipe(data, at_once) if at_once else data) as capture:
            if way in WAYS:
                WAYS[way](capture)
            else:
                DEEP[way](capture, dice)
            outcome.n_damaged += capture.damage_met is not None
    except PcapflowError:
        outcome.n_refused += 1
    except Exception as error:  # noqa: BLE001  # whatever else comes out is what is looked for
        outcome.faults.append(f"{way}: {type(error).__name__} {error}: {at_once} {data.hex()}")
    outcome.slowest_s = max(outcome.slowest_s, time.perf_counter() - began)
    outcome.n_files += 1
    outcome.by_way[way] += 1
