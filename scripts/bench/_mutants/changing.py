"""Files that change while they are read: cut, longer, written anew."""

from __future__ import annotations

import gzip
import os
import threading
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

import pcapflow
from pcapflow.errors import DamagedCaptureWarning, PcapflowError
from pcapflow.files import open_capture
from pcapflow.testing import build

from .ways import WAYS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ("CHANGES", "Outcome", "run")

N_PACKETS = 20_000
PAUSE_S = 0.0005
READS = ("stream", "hold", "look", "fetch", "ping", "small windows")


def _cut(path: Path, dice: Random) -> None:
    os.truncate(path, dice.randrange(path.stat().st_size + 1))


def _append(path: Path, dice: Random) -> None:
    with path.open("ab") as file:
        file.write(dice.randbytes(dice.randrange(100_000)))


def _write_over(path: Path, dice: Random) -> None:
    with path.open("r+b") as file:
        file.seek(dice.randrange(path.stat().st_size + 1))
        file.write(dice.randbytes(1_000))


CHANGES: tuple[Callable[[Path, Random], None], ...] = (_cut, _append, _write_over)


@dataclass(slots=True)
class Outcome:
    """What came of a run; that there is one says that no signal ended the process."""

    n_reads: int = 0
    told: Counter[str] = field(default_factory=Counter)
    """By the exception's name; a read that went well, to an end that it took for the file's, has none."""
    faults: list[str] = field(default_factory=list)
    """Everything that is neither PcapflowError nor OSError."""


def run(folder: Path, n_reads: int, seed: int = 0) -> Outcome:
    """Read a file so many times, in all ways, while somebody changes it."""
    dice, outcome = Random(seed), Outcome()  # noqa: S311  # test data, no secret
    ping = bytes(build.ethernet(build.ipv4(build.icmp_echo(bytes(56)))))
    packets = [build.Packet(ping, at * 1_000_000) for at in range(N_PACKETS)]
    whole = build.pcap(*packets)
    wholes = whole, build.pcapng(build.Interface(), *packets), gzip.compress(whole, 1)
    path = folder / "changing.pcap"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DamagedCaptureWarning)
        for at in range(n_reads):
            path.write_bytes(wholes[at % len(wholes)])
            done = threading.Event()
            changer = threading.Thread(target=_change, args=(path, Random(dice.random()), done))  # noqa: S311  # as above
            changer.start()
            try:
                _read(path, dice.choice(READS))
            except (PcapflowError, OSError) as error:
                outcome.told[type(error).__name__] += 1
            except Exception as error:  # noqa: BLE001  # whatever else comes out is what is looked for
                outcome.faults.append(repr(error))
            finally:
                done.set()
                changer.join()
            outcome.n_reads += 1
    return outcome


def _change(path: Path, dice: Random, done: threading.Event) -> None:
    while not done.is_set():
        time.sleep(PAUSE_S * dice.random() * 4)
        dice.choice(CHANGES)(path, dice)


def _read(path: Path, way: str) -> None:
    if way == "small windows":
        with open_capture(path, window_bytes=4_096) as reader:
            for records in reader:
                records.window.sum()
        return
    with pcapflow.open(path) as capture:
        WAYS[way](capture)
