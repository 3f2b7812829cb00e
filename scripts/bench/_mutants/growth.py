"""Files that grow: twice as much of anything may take twice as long."""

from __future__ import annotations

import struct
import time
import warnings
from functools import partial
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import pcapflow
from pcapflow.errors import DamagedCaptureWarning
from pcapflow.testing import build

from .compressed import COMPRESS
from .pipe import Pipe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ("MOST", "SHAPES", "Growth", "measured")

MOST = 2.5
"""Times as long, of twice as much."""
MIB = 1 << 20
TOO_SHORT_S = 0.01
"""What takes less is not measured but guessed."""
ROUNDS = 5

INTERFACE = build.pcapng(build.Interface())[28:]
PACKET = build.pcapng(build.Interface(), b"")[28 + len(INTERFACE) :]
NAMES = build.pcapng(build.Interface(), build.Block(4, bytes(4)))[28 + len(INTERFACE) :]
SECTIONS = [build.pcapng(build.Section(order), build.Interface(), build.Simple(b"")) for order in "<>"]


def _of_options(n_bytes: int) -> bytes:
    """Blocks of options that are empty, in the order of the standard: an interface's, a packet's."""
    options = b"\1\0\0\0" * (n_bytes // 8)
    packet = struct.pack("<IIIII", 0, 0, 0, 0, 0)
    return build.pcapng(build.Block(1, struct.pack("<HHI", 1, 0, 0) + options), build.Block(6, packet + options))


def _many(piece: bytes) -> Callable[[int], bytes]:
    """So many bytes of it, behind a section and an interface."""
    return lambda n_bytes: build.pcapng(build.Interface()) + piece * (n_bytes // len(piece))


def _members(compress: Callable[[bytes], bytes], n_bytes: int) -> bytes:
    """So many bytes of members with a packet each."""
    member = compress(build.pcap(b"a")[24:])
    return compress(build.pcap()) + member * (n_bytes // len(member))


SHAPES: dict[str, Callable[[int], bytes]] = {
    "empty options": _of_options,
    "interfaces": _many(INTERFACE),
    "interfaces with a packet each": _many(INTERFACE + PACKET),
    "name resolution blocks": _many(NAMES),
    "sections": _many(SECTIONS[0]),
    "sections of changing byte order": _many(b"".join(SECTIONS)),
    "packets of no bytes, pcapng": _many(PACKET),
    "packets of no bytes, pcap": lambda n_bytes: build.pcap() + build.pcap(b"")[24:] * (n_bytes // 16),
}
"""Files of about so many bytes."""

SHAPES |= {f"members of {name}": partial(_members, compress) for name, compress in COMPRESS.items()}


class Growth(NamedTuple):
    """How long it took."""

    name: str
    seconds: list[float]
    """Medians, each of twice as much as the one before."""

    @property
    def worst(self) -> float:
        """Times as long, of twice as much; 0 where all was too short to be measured."""
        return max([after / before for before, after in pairwise(self.seconds) if before > TOO_SHORT_S], default=0.0)


def measured(n_bytes: int, doublings: int, *, is_piped: bool = False) -> Iterable[Growth]:
    """Read each shape, of so many bytes and then of twice as many."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DamagedCaptureWarning)
        for name, shape in SHAPES.items():
            files = [shape(n_bytes << at) for at in range(doublings + 1)]
            yield Growth(name, [_seconds(data, is_piped=is_piped) for data in files])


def _seconds(data: bytes, *, is_piped: bool) -> float:
    """Of the processor's time: others may be at work on this machine."""
    seconds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        with pcapflow.open(Pipe(data) if is_piped else data, spool=False) as capture:
            for _ in capture.iter_tables():
                pass
        seconds.append(time.process_time() - began)
    return median(seconds)
