"""Ctrl-C at any moment: an end at once, in silence, and nothing half done.

scripts/bench/hostile tries more moments.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from pcapflow import output
from pcapflow.testing import build

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

    from _typeshed import TraceFunction

N_MOMENTS = int(os.environ.get("PCAPFLOW_MOMENTS", "10"))
N_PINGS = 50 * N_MOMENTS  # full size takes a bigger capture, too
LONGEST_S = 2.0

# How the interpreter itself takes a signal while it starts is Python's affair.
PROGRAM = """if True:
    import sys
    from pcapflow.__main__ import main
    print("begun", file=sys.stderr, flush=True)
    sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def long_capture(tmp_path: Path) -> Path:
    """A capture that takes a while."""
    pings = (
        packet
        for seq in range(N_PINGS)
        for packet in (build.ping(seq=seq, at_ns=seq * 1_000_000), build.pong(seq=seq, at_ns=seq * 1_000_000 + 50_000))
    )
    path = tmp_path / "long.pcap"
    path.write_bytes(build.capture(*pings))
    return path


def begun(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    assert process.stderr is not None
    assert b"begun\n" == process.stderr.readline()
    return process


@pytest.mark.parametrize("words", [("report", "-o", "a.html"), ("show",), ("ping",)], ids=lambda words: words[0])
def test_an_interrupt_at_any_moment(long_capture: Path, words: tuple[str, ...]) -> None:
    """Exit 130 (or 0: it was done) within 2 s, not a word, and no file but a whole report."""
    folder, dice = long_capture.parent, random.Random(1)  # noqa: S311  # moments, no secret
    began = time.monotonic()
    begun(folder, *words, "long.pcap").communicate(timeout=60)
    whole_s = time.monotonic() - began
    statuses = []
    for _ in range(N_MOMENTS):
        (folder / "a.html").unlink(missing_ok=True)
        process = begun(folder, *words, "long.pcap")
        time.sleep(dice.uniform(0, whole_s))

        process.send_signal(signal.SIGINT)
        interrupted = time.monotonic()
        _, err = process.communicate(timeout=60)

        assert time.monotonic() - interrupted < LONGEST_S
        assert b"" == err, err.decode()
        left = {path.name for path in folder.iterdir()} - {"long.pcap"}
        assert left <= {"a.html"}
        assert not left or (folder / "a.html").read_text().rstrip().endswith("</html>")
        statuses.append(process.returncode)
    assert {130} <= set(statuses) <= {130, -signal.SIGINT, 0}


@pytest.mark.parametrize("force", [False, True])
def test_an_interrupt_between_any_two_lines(tmp_path: Path, force: bool) -> None:
    """While a file is written a signal comes at each line in turn: it is there whole, or not at all."""
    path, line, ended = tmp_path / "a", 0, False
    while not ended:
        line += 1
        path.unlink(missing_ok=True)
        if force:
            path.write_bytes(b"old")
        n_lines = interrupted_at(line, path, force=force)
        ended = n_lines < line

        there = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
        assert there in ({"a": b"new"}, {"a": b"old"} if force else {}), line
    assert line > 50


def interrupted_at(line: int, path: Path, *, force: bool) -> int:
    """Write a file with a signal at that line; gives the number of lines that were run."""
    n_lines = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> TraceFunction | None:
        nonlocal n_lines
        if frame.f_globals.get("__name__") not in ("pcapflow.output", "pcapflow.signals"):
            return None
        if event in ("line", "return"):
            n_lines += 1
            if n_lines == line:
                signal.raise_signal(signal.SIGINT)
        return trace

    tracing = sys.gettrace()
    sys.settrace(trace)
    try:
        output.write_bytes(path, b"new", force=force)
    except KeyboardInterrupt:
        pass
    finally:
        sys.settrace(tracing)
    return n_lines
