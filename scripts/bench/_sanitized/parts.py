"""What a watched kernel is shown: run as a program by scripts/bench/sanitize, in a process of its own.

Each part says in one line what it went through; what a sanitizer has to say ends the process.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.analyses import QuietPing
from pcapflow.errors import DamagedCaptureWarning, PcapflowError
from pcapflow.files import FORMATS, Interface, Records, open_capture
from pcapflow.kernel import _layers as kernel
from pcapflow.layers import Cursor, _walk, decode, tables
from pcapflow.layers._walk import CompiledWalk
from pcapflow.testing import build

from .._mutants import files
from .._mutants.packets import LINKTYPES, Seed, mutant, seeds_of
from .._mutants.twins import Seen, mutants, window_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WINDOW_BYTES = (1 << 22, 5_000, 97)
N_TOGETHER = 1_000
"""Packets whose rows are in one array, and then in a new one."""
FCS = (0, 4)


class Shown(NamedTuple):
    """What there is to be shown."""

    paths: Sequence[Path]
    seeds: Sequence[Seed]
    n_mutants: int
    slack_bytes: int
    """What stands behind a packet that is alone."""
    seed: int

    def dice(self, part: str) -> Random:
        """The part's own."""
        return Random(f"{self.seed} {part}")  # noqa: S311  # test data, no secret


def main() -> int:
    """Show one part, or all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--slack", type=int, required=True)
    parser.add_argument("--mutants", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("paths", nargs="*", type=Path)
    arguments = parser.parse_args()
    found = [file for path in arguments.paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    paths = [file for file in found if file.is_file()]
    shown = Shown(paths, seeds_of(map(str, paths)), arguments.mutants, arguments.slack, arguments.seed)
    warnings.simplefilter("ignore", DamagedCaptureWarning)
    for name, part in PARTS.items():
        if arguments.part in {None, name}:
            print(f"  {name}: {part(shown)}", flush=True)
    return 0


# -- the loops of layers -----------------------------------------------------------------------------------------


def packets(shown: Shown) -> str:
    """Every packet that there is, and its mutants: alone, and many in a window."""
    n_alone = n_together = 0
    walk = CompiledWalk(tables(), None)
    for packet in _every(shown, "packets"):
        walk.update(_alone(packet, shown.slack_bytes))
        n_alone += 1
        if n_alone % N_TOGETHER == 0:
            walk.take()
            walk = CompiledWalk(tables(), None)
    walk.take()
    dice = shown.dice("windows")
    while n_together < shown.n_mutants:
        walk = CompiledWalk(
            tables(), dice.sample([layer.name for layer in tables().layers], 12) if n_together else None
        )
        for n in (1, 64, 65, 500):
            some = list(mutants(shown.seeds, n, dice))
            walk.update(window_of(some))
            n_together += n
        walk.take()
    return f"{n_alone} alone at the end of an allocation each, {n_together} in windows"


def crowded(shown: Shown) -> str:
    """Arrays that are full again and again: they get no more room than must be."""
    as_it_is = vars(_walk)["grown_capacity"]
    vars(_walk)["grown_capacity"] = lambda n, _share, **_least: n - kernel.SLACK_ROWS + 1 if n else 1
    try:
        dice, n_packets = shown.dice("crowded"), 0
        nested = [Seen(101, _nested(n), 4 * n) for n in range(1, 80)]
        while n_packets <= shown.n_mutants // 10:
            walk = CompiledWalk(tables(), None)
            for n in (1, 64, 200):
                some = [*mutants(shown.seeds, n, dice), *dice.sample(nested, 40)]
                walk.update(window_of(some))
                n_packets += len(some)
            walk.take()
    finally:
        vars(_walk)["grown_capacity"] = as_it_is
    return f"{n_packets} packets into arrays that are full each time"


def _nested(n: int) -> bytes:
    """A header of IPv4 in a header of IPv4, and so on."""
    packet = b""
    for _ in range(n):
        packet = bytes(build.ipv4(packet, proto=4))
    return packet


def _every(shown: Shown, part: str) -> Iterator[Seen]:
    for linktype, data in shown.seeds:
        yield Seen(linktype, data, len(data))
    yield from mutants(shown.seeds, shown.n_mutants, shown.dice(part))


@cache
def _interfaces() -> tuple[tuple[Interface, ...], dict[tuple[int, int], npt.NDArray[np.int32]]]:
    """One for every link type that is met, with a frame check sequence or without; and where each stands."""
    kinds = [(linktype, n) for linktype in (*LINKTYPES, 147) for n in FCS]
    numbers = {kind: np.array([at], np.int32) for at, kind in enumerate(kinds)}
    return tuple(Interface(linktype, fcs_bytes=n) for linktype, n in kinds), numbers


def _alone(packet: Seen, slack_bytes: int) -> Records:
    """A window that ends where the packet ends, or so many bytes behind it."""
    interfaces, numbers = _interfaces()
    n = len(packet.data)
    # No array is empty: a packet without bytes stands behind a byte.
    start = 0 if n or slack_bytes else 1
    window = np.empty(start + n + slack_bytes, np.uint8)
    window[start : start + n] = np.frombuffer(packet.data, np.uint8)
    window[start + n :] = 0xFF
    return Records(
        window=window,
        window_offset=0,
        start=np.array([start], np.int64),
        captured=np.array([n], np.int64),
        wire=np.array([packet.wire_bytes], np.int64),
        time_ns=np.zeros(1, np.int64),
        timed=np.ones(1, np.bool_),
        interface=numbers[packet.linktype, packet.fcs_bytes],
        interfaces=interfaces,
    )


# -- the loops over record headers -------------------------------------------------------------------------------


class _Ended:
    """A window whose last byte is the last of its allocation."""

    def __init__(self, data: bytes, slack_bytes: int) -> None:
        self.offset, self.n_bytes = 0, len(data)
        self.buffer = np.empty(len(data) + slack_bytes, np.uint8)
        self.buffer[: len(data)] = np.frombuffer(data, np.uint8)
        self.lent = self.buffer


def captures(shown: Shown) -> str:
    """Every file, read in windows large and small, and each packet of it walked."""
    n_files = n_packets = 0
    for path in shown.paths:
        try:
            for window_bytes in WINDOW_BYTES[: 2 if path.stat().st_size > 100_000 else 3]:
                with open_capture(path, window_bytes=window_bytes) as reader:
                    walk = CompiledWalk(tables(), None)
                    for records in reader:
                        walk.update(records)
                        n_packets += len(records)
                    walk.take()
            n_files += 1
        except PcapflowError:
            continue
    return f"{n_files} captures in windows of {', '.join(map(str, WINDOW_BYTES))} bytes, {n_packets} packets"


def mutated_files(shown: Shown) -> str:
    """Mutants of files, each as one window that ends with its allocation."""
    dice, seeds = shown.dice("files"), files.seeds_of(shown.paths)
    n_records = n_files = 0
    for data in [*seeds, *(files.mutant(dice.choice(seeds), dice) for _ in range(shown.n_mutants))]:
        n_files += 1
        n_records += _records_of(data, shown.slack_bytes)
    return f"{n_files} files, each at the end of an allocation, {n_records} records"


def _records_of(data: bytes, slack_bytes: int) -> int:
    for one in FORMATS:
        if data[:4] in one.magics:
            try:
                parser = one.parse_head(lambda n: data[:n])
            except PcapflowError:
                return 0
            rest = data[parser.head_bytes :]
            found = parser.find(_Ended(rest, slack_bytes)) if rest else None  # type: ignore[arg-type]  # as far as it goes
            return 0 if found is None or found.records is None else len(found.records)
    return 0


# -- the loops over echo packets ---------------------------------------------------------------------------------


def echoes(shown: Shown) -> str:
    """Pings, whole and damaged, in tables of a few packets each: found, numbered and counted."""
    dice = shown.dice("echoes")
    whole = [(1, bytes(data)) for data in _pings()]
    n_packets = n_tables = n_asked = 0
    while n_packets < shown.n_mutants:
        quiet, cursor = QuietPing(), Cursor()
        for _ in range(N_TOGETHER // 10):
            some = [_damaged(dice.choice(whole), dice) for _ in range(dice.choice((1, 1, 2, 8)))]
            table = decode(_ended(some, shown.slack_bytes), tables(), cursor)
            quiet.update(table)
            n_packets, n_tables = n_packets + len(some), n_tables + 1
        n_asked += quiet.result().n_requests
    return f"{n_packets} packets in {n_tables} tables, {n_asked} requests"


def pings(shown: Shown) -> str:
    """The ping statistics of every capture, in both ways."""
    import pcapflow

    n_files = n_asked = 0
    for path in shown.paths:
        try:
            with pcapflow.open(path) as capture:
                n_asked += capture.ping_summary().n_requests
                capture.ping()
        except PcapflowError:
            continue
        n_files += 1
    return f"{n_files} captures, {n_asked} requests"


def _pings() -> Iterator[bytes]:
    for ident in range(3):
        for seq in range(ident, 1200, 100):
            for reply in (False, True):
                data = bytes(range(seq % 57))
                yield bytes(build.ethernet(build.ipv4(build.icmp_echo(data, reply=reply, ident=ident, seq=seq))))
                yield bytes(build.ethernet(build.ipv6(build.icmpv6_echo(data, reply=reply, ident=ident, seq=seq))))


def _damaged(packet: Seed, dice: Random) -> Seen:
    """One in two; half of the others is cut, so that checksums reach beyond what was captured."""
    linktype, data = packet
    n_wire = len(data)
    match dice.randrange(4):
        case 0 | 1:
            data = mutant(data, dice)
            n_wire = max(len(data), n_wire)
        case 2:
            data = data[: dice.randrange(len(data))]
    return Seen(linktype, data, n_wire)


def _ended(some: list[Seen], slack_bytes: int) -> Records:
    records = window_of(some)
    n_bytes = int(records.captured.sum())
    window = np.empty(max(n_bytes + slack_bytes, 1), np.uint8)
    window[:n_bytes] = records.window[:n_bytes]
    records.window = window
    return records


PARTS: dict[str, Callable[[Shown], str]] = {
    "packets": packets,
    "crowded": crowded,
    "captures": captures,
    "files": mutated_files,
    "echoes": echoes,
    "pings": pings,
}


if __name__ == "__main__":
    sys.exit(main())
