"""Real pings between two network namespaces, and whether our arithmetic gives what they printed.

A reply's line has whole microseconds below 1 ms only. So a run with one longer
time is computed with the maximum that ping printed for it, and a run with two
is left out.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING

from pcapflow.ping_text import PingText, parse, printed_time, statistics_of, write

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("Comparison", "compare", "computed", "ping", "two_namespaces")

ADDRESSES = ("192.0.2.1", "192.0.2.2")
TIMEOUT_S = 30
_numbers = itertools.count()


def run(*words: str) -> str:
    """Run a command, and give what it printed."""
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=TIMEOUT_S).stdout


@contextlib.contextmanager
def two_namespaces() -> Iterator[str]:
    """Make two network namespaces with a pair of interfaces, and remove them whatever happens.

    Yields:
        The name of the namespace whose address is ``ADDRESSES[0]``.
    """
    prefix = f"pcapflow-bench-{os.getpid()}-{next(_numbers)}"
    names = [f"{prefix}-{end}" for end in "ab"]
    with contextlib.ExitStack() as stack:
        for name in names:
            run("ip", "netns", "add", name)
            stack.callback(run, "ip", "netns", "del", name)
        run("ip", "-n", names[0], "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", names[1])
        for name, address in zip(names, ADDRESSES, strict=True):
            run("ip", "-n", name, "address", "add", f"{address}/24", "dev", "eth0")
            run("ip", "-n", name, "link", "set", "eth0", "up")
        yield names[0]


def ping(namespace: str, *, count: int = 3, interval_s: float = 0.01) -> str:
    """Ping the other end, and give what ping printed."""
    words = ("ping", "-n", "-c", str(count), "-i", str(interval_s), ADDRESSES[1])
    return run("ip", "netns", "exec", namespace, *words)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of a number of runs."""

    n_runs: int
    n_left_out: int
    """Runs with two or more times of 1 ms or longer."""
    n_integer_root_wrong: int
    """Runs in which the integer root would have given another mdev than ping's."""
    differences: tuple[tuple[str, str], ...]
    """What ping printed and what was computed, where that is not the same."""


def compare(n_runs: int) -> Comparison:
    """Ping so many times, three packets each, and compute each statistics line anew."""
    n_left_out = n_integer_root_wrong = 0
    differences = []
    with two_namespaces() as namespace:
        for _ in range(n_runs):
            text = ping(namespace)
            rtts_us = microseconds(parse(text))
            if rtts_us is None:
                n_left_out += 1
                continue
            again = computed(parse(text), rtts_us)
            n_integer_root_wrong += integer_root_is_wrong(again, rtts_us)
            if write(again) != text:
                differences.append((text, write(again)))
    return Comparison(n_runs, n_left_out, n_integer_root_wrong, tuple(differences))


def microseconds(run: PingText) -> list[int] | None:
    """The round trips in whole microseconds; None where they cannot be known."""
    times_ns = [reply.time_ns for reply in run.replies if reply.time_ns is not None]
    long_ns = [time_ns for time_ns in times_ns if time_ns >= 1_000_000]
    if not long_ns:
        return [time_ns // 1_000 for time_ns in times_ns]
    rtt = run.statistics and run.statistics.rtt
    if len(long_ns) > 1 or not rtt or printed_time(rtt.max_us)[0] != long_ns[0]:
        return None
    return [rtt.max_us if time_ns == long_ns[0] else time_ns // 1_000 for time_ns in times_ns]


def computed(run: PingText, rtts_us: list[int]) -> PingText:
    """Put statistics that follow from the lines in place of the printed ones; time and pipe stay."""
    printed = run.statistics
    assert printed
    statistics = statistics_of(
        rtts_us,
        n_sent=printed.n_sent,
        n_received=len({reply.seq for reply in run.replies}),
        n_duplicates=sum(reply.duplicate for reply in run.replies),
        time_ms=printed.time_ms or 0,
        pipe=printed.pipe,
    )
    return run._replace(statistics=statistics)


def integer_root_is_wrong(run: PingText, rtts_us: list[int]) -> bool:
    """Whether the integer root of the variance is not what ping prints."""
    assert run.statistics
    assert run.statistics.rtt
    n = len(rtts_us)
    variance = (sum(rtt_us * rtt_us for rtt_us in rtts_us) * n - sum(rtts_us) ** 2) // (n * n)
    return isqrt(variance) != run.statistics.rtt.mdev_us
