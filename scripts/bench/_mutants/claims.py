"""Files that claim more than they have: read in a process that may not have much memory, which says what it took.

As a program, it reads a file instead: in a stream, or into one table.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pcapflow
from pcapflow.errors import DamagedCaptureWarning, PcapflowError
from pcapflow.testing import build

from .files import length_fields, seeds_of
from .ways import WAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("CLAIMS", "LIMIT_BYTES", "MOST_BYTES", "MOST_STREAMED_BYTES", "Taken", "claimed", "held", "streamed")

MIB = 1 << 20
LIMIT_BYTES = 1 << 30
"""Of addresses: whoever asks for what a file claims, fails."""
MOST_BYTES = 64 * MIB
"""More than before, at the peak, whatever is claimed in a file of up to 1 MiB."""
MOST_STREAMED_BYTES = 256 * MIB
"""At the peak, whatever the size of a file that is streamed."""
CLAIMS = (0x40001, 0x100000, 0x1000000, 0x1000004, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFC, 0xFFFFFFFF)


class Taken(NamedTuple):
    """What a process took."""

    n_files: int
    n_faults: int
    """What was no PcapflowError."""
    peak_bytes: int
    """More than before the first file; or of the whole process, where one file is read."""
    words: str
    """The names of the fields, or the first fault."""


def claimed(*, large: bool) -> Taken:
    """Claim everything in every kind of length field: of small files, or of files of 1 MiB."""
    return _in_a_process("claims", "large" if large else "small")


def streamed(path: Path) -> Taken:
    """Read a file, table by table, all layers of it; its words are the packets, and why there are no more."""
    return _in_a_process("stream", str(path))


def held(path: Path) -> Taken:
    """The same, in one table that holds them all."""
    return _in_a_process("hold", str(path))


def _in_a_process(*arguments: str) -> Taken:
    run = subprocess.run(
        [sys.executable, "-m", __name__, *arguments],
        # Threads of numpy's libraries have stacks, which are addresses, too.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        return Taken(0, 1, 0, f"status {run.returncode}: {run.stderr[-300:]}")
    n_files, n_faults, peak_bytes, words = run.stdout.rstrip("\n").split(" ", 3)
    return Taken(int(n_files), int(n_faults), int(peak_bytes), words)


def _files(*, large: bool) -> Iterator[tuple[str, bytes]]:
    """Each claim in the first field of each kind, and in the last one."""
    seeds = seeds_of()
    if large:
        packets = [build.Packet(bytes(1_000), at) for at in range(1_000)]
        seeds = [build.pcap(*packets), build.pcapng(build.Interface(), *packets)]
    for seed in seeds:
        fields = length_fields(seed)
        for chosen in {field.name: field for field in fields}, {field.name: field for field in reversed(fields)}:
            for name, field in chosen.items():
                for claim in CLAIMS:
                    data = bytearray(seed)
                    field.put(data, claim)
                    yield name, bytes(data)


def _claims(*, large: bool) -> Taken:
    _forget_the_peak()
    before_bytes = _bytes_of("VmRSS")
    names: set[str] = set()
    faults: list[str] = []
    n_files = 0
    for name, data in _files(large=large):
        names.add(name)
        for way in ("stream", "hold", "look"):
            n_files += 1
            try:
                with pcapflow.open(data) as capture:
                    WAYS[way](capture)
            except PcapflowError:
                continue
            except Exception as error:  # noqa: BLE001  # whatever else comes out is what is looked for
                faults.append(f"{name}, {way}: {error!r}")
    words = faults[0] if faults else ", ".join(sorted(names))
    return Taken(n_files, len(faults), _bytes_of("VmHWM") - before_bytes, words)


def _read(path: str, *, holds: bool) -> Taken:
    n_packets = 0
    try:
        with pcapflow.open(path) as capture:
            for table in [capture.to_table()] if holds else capture.iter_tables():
                n_packets += len(table)
    except PcapflowError as error:
        return Taken(1, 0, _bytes_of("VmHWM"), f"{n_packets} packets, then {error}")
    damage = f", then {capture.damage_met}" if capture.damage_met else ""
    return Taken(1, 0, _bytes_of("VmHWM"), f"{n_packets} packets{damage}")


def _bytes_of(name: str) -> int:
    """As Linux counts this process alone: what getrusage calls the peak is that of whoever started it, too."""
    (kib,) = re.findall(rf"^{name}:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(kib) * 1024


def _forget_the_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _main(what: str, of: str) -> None:
    warnings.simplefilter("ignore", DamagedCaptureWarning)
    # What every read needs is there before the limit is: modules, tables of layers.
    with pcapflow.open(build.pcap(bytes(60))) as capture:
        capture.to_table()
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
    print(*(_claims(large=of == "large") if what == "claims" else _read(of, holds=what == "hold")))


if __name__ == "__main__":
    _main(*sys.argv[1:])
