"""What a measured process says of itself: one line of JSON, its last."""

from __future__ import annotations

import json
import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ("Stopwatch", "tell", "tell_time_of")


class Stopwatch:
    """Seconds between entering and leaving, summed over all times: the wall's and the processor's."""

    def __init__(self) -> None:
        """Nothing has been measured yet."""
        self.wall_s = 0.0
        self.cpu_s = 0.0

    def __enter__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.wall_s += time.perf_counter() - self._wall
        self.cpu_s += time.process_time() - self._cpu


def tell_time_of(job: Callable[[], int]) -> None:
    """Do what gives a number of packets, and tell how long it took."""
    watch = Stopwatch()
    with watch:
        n_packets = job()
    tell(n_packets, watch)


def tell(n_packets: int, watch: Stopwatch, parts: Mapping[str, float] | None = None) -> None:
    """Print the outcome.

    Args:
        n_packets: How many there were; 0 where none was counted.
        watch: What all of it took.
        parts: Seconds of parts of it.
    """
    print(
        json.dumps(
            {
                "n_packets": n_packets,
                "wall_s": watch.wall_s,
                "cpu_s": watch.cpu_s,
                "peak_bytes": _peak_bytes(),
                "parts": dict(parts or {}),
            }
        )
    )


def _peak_bytes() -> int:
    """The most memory that this process had; getrusage counts what its parent had before the exec, too."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
