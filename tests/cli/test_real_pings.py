"""``pcapflow check --against``: what real pings printed, and what tcpdump saw between two network namespaces."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

import pcapflow as pf
from bench import _ping_runs as runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

ADDRESSES_6 = ("fd00::1", "fd00::2")
PROGRAMS = {
    "iputils": ("ping", "-n", runs.ADDRESSES[1]),
    "iputils, IPv6": ("ping", "-n", ADDRESSES_6[1]),
    "busybox": ("busybox", "ping", runs.ADDRESSES[1]),
    "busybox, IPv6": ("busybox", "ping", "-6", ADDRESSES_6[1]),
}

pytestmark = [
    pytest.mark.netns,
    pytest.mark.skipif(not shutil.which("tcpdump"), reason="no tcpdump on PATH"),
]


@pytest.fixture(scope="module")
def namespace() -> Iterator[str]:
    """The one who pings; the other end has an IPv4 and an IPv6 address."""
    with runs.two_namespaces() as name:
        for end, address in zip((name, f"{name[:-1]}b"), ADDRESSES_6, strict=True):
            runs.run("ip", "-n", end, "address", "add", f"{address}/64", "dev", "eth0", "nodad")
        yield name


def n_echoes(path: Path) -> int:
    """Echo packets that are in the file by now; it is being written."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pf.DamagedCaptureWarning)
        try:
            found = pf.open(path).ping()
        except pf.FormatError:
            return 0
    return found.n_requests + found.n_answered


@contextmanager
def recording(namespace: str, path: Path, n_expected: int) -> Iterator[None]:
    """Record at the end that pings, from before the first packet until the last is in the file, or does not come."""
    words = ["-i", "eth0", "-n", "--immediate-mode", "--time-stamp-precision=nano", "-U", "-Z", "root", "-w", str(path)]
    process = subprocess.Popen(
        ["ip", "netns", "exec", namespace, "tcpdump", *words, "icmp or icmp6"], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        while "listening on" not in (line := process.stderr.readline()):
            assert line
        yield
        # What tcpdump has not yet read when it is told to end is lost.
        deadline = time.monotonic() + 20
        while n_echoes(path) < n_expected and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def ping(namespace: str, program: str, count: int = 3) -> str:
    command, *words = PROGRAMS[program]
    if not shutil.which(command):
        pytest.skip(f"no {command} on PATH")
    *first, address = words
    return runs.run("ip", "netns", "exec", namespace, command, *first, "-c", str(count), "-i", "0.2", address)


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_ping_printed_is_borne_out(run: Run, namespace: str, tmp_path: Path, program: str) -> None:
    """All of the run's own text holds; that of another run, and each number changed, does not."""
    with recording(namespace, tmp_path / "cap.pcap", 2 * 3):
        text = ping(namespace, program)
    other = ping(namespace, program, count=4)

    def verdict(against: str) -> tuple[int, str]:
        (tmp_path / "ping.txt").write_text(against)
        ran = run("check", "cap.pcap", "--against", "ping.txt")
        assert "" == ran.err
        return ran.status, ran.out

    status, out = verdict(text)
    assert (0, 0) == (status, out.count("FAIL")), out
    assert 5 + 5 - ("IPv6" in program) == sum(line.startswith("ok ") for line in out.splitlines()), out
    for changed, words in (
        (other, "as many requests as ping sent"),
        (text.replace("ttl=64", "ttl=63", 1), "every reply has the TTL"),
        (re.sub("seq=[0-9]+", "seq=9", text, count=1), "every reply that ping printed is on the wire"),
        (re.sub("time=[0-9.]+", "time=0.001", text, count=1), "every round trip on the wire"),
        (re.sub("3( packets)? received", r"2\1 received", text), "as many of them answered"),
    ):
        status, out = verdict(changed)
        assert 1 == status, changed
        assert f"FAIL  {words}" in out, changed
