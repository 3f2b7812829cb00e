from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.recording.conftest import LAB, cleaning, left_by

from pcapflow.files import open_capture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TypeAlias

    Start: TypeAlias = Callable[..., subprocess.Popen[bytes]]

WORDS = [word for end in ("client", "server", "helper") for word in (f"--{end}-image", LAB)]
WORDS += ["--publish", "none", "--interval", "0.1"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start ``pcapflow record`` in a folder of the test's own; a warning would be an error."""
    started: list[subprocess.Popen[bytes]] = []

    def start_(*words: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "pcapflow", "record", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        started.append(process)
        return process

    yield start_
    for process in started:
        process.kill()
        process.communicate()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def wait_until(is_so: Callable[[], bool], timeout_s: float = 30) -> bool:
    stop = time.monotonic() + timeout_s
    while not is_so():
        if time.monotonic() > stop:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.engine
def test_what_is_printed(start: Start, tmp_path: Path) -> None:
    """What was made, what ping prints, what was written, what stays."""
    process = start(*WORDS, "-c", "2", "-o", "bridge.pcap")
    out, err = process.communicate(timeout=60)

    lines = out.decode().splitlines()
    assert (0, b"") == (process.returncode, err)
    assert ["server", "client", "PING"] == [line.split()[0] for line in lines[:3]]
    assert "2 packets transmitted, 2 received" in out.decode()
    assert ["written", "stays"] == [line.split()[0] for line in lines[-2:]]
    assert ["bridge.manifest.json", "bridge.pcap", "bridge.ping.txt"] == names(tmp_path)
    assert (tmp_path / "bridge.ping.txt").read_text() in out.decode()


@pytest.mark.engine
def test_a_stream_is_the_capture_alone(start: Start, tmp_path: Path) -> None:
    """Everything else goes to standard error, and no file is written."""
    process = start(*WORDS, "-c", "2", "-o", "-")
    out, err = process.communicate(timeout=60)

    assert 0 == process.returncode
    with open_capture(out) as reader:
        assert sum(len(records) for records in reader) >= 4
        assert reader.damage is None
    assert b"2 packets transmitted" in err
    assert [] == names(tmp_path)


def test_a_terminal_gets_no_capture() -> None:
    """It would take bytes for commands."""
    terminal, its_end = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pcapflow", "record", "-o", "-"],
            check=False,
            stdout=its_end,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    finally:
        os.close(its_end)
        os.close(terminal)

    assert 2 == done.returncode
    assert b"standard output is a terminal" in done.stderr


@pytest.mark.engine
def test_a_stream_that_nobody_reads_ends_the_recording(start: Start) -> None:
    """Silently, with the status of SIGPIPE, and nothing stays."""
    process = start(*WORDS, "-c", "50", "-o", "-")
    assert process.stdout is not None
    assert 24 == len(process.stdout.read(24))
    process.stdout.close()
    assert process.stderr is not None
    err = process.stderr.read()

    assert 141 == process.wait(60)
    assert b"Traceback" not in err
    assert [] == left_by(process.pid)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=["INT", "TERM", "HUP"],
)
@pytest.mark.parametrize("moment", ["starting", "pinging"])
def test_a_signal_leaves_nothing(start: Start, tmp_path: Path, number: int, status: int, moment: str) -> None:
    """No container, no network, no output but what was recorded until then, whole up to its end."""
    process = start(*WORDS, "-c", "100", "-6", "-o", "a.pcap")
    begin(process, moment, tmp_path)

    process.send_signal(number)
    _, err = process.communicate(timeout=30)

    assert status == process.returncode
    assert b"Traceback" not in err
    assert [] == left_by(process.pid)
    assert (["a.incomplete.pcap"] if moment == "pinging" else []) == names(tmp_path)
    if moment == "pinging":
        with open_capture(tmp_path / "a.incomplete.pcap") as reader:
            assert sum(len(records) for records in reader) >= 2
            assert reader.damage is None


@pytest.mark.engine
@pytest.mark.parametrize("moment", ["starting", "pinging"])
def test_sigkill_leaves_nothing_after_the_limit(start: Start, tmp_path: Path, moment: str) -> None:
    """The guard removes all, or at the latest the limits do; the capture is readable up to a cut last record."""
    process = start(*WORDS, "-c", "100", "-6", "--timeout", "20", "-o", "a.pcap")
    begin(process, moment, tmp_path)

    process.kill()
    process.communicate(timeout=30)

    assert wait_until(lambda: not left_by(process.pid), 25)
    assert (["a.incomplete.pcap"] if moment == "pinging" else []) == names(tmp_path)
    if moment == "pinging":
        with open_capture(tmp_path / "a.incomplete.pcap") as reader:
            assert sum(len(records) for records in reader) >= 2


def begin(process: subprocess.Popen[bytes], moment: str, folder: Path) -> None:
    """Wait until the first container is there, or until two packets were written."""
    incomplete = folder / "a.incomplete.pcap"
    if moment == "starting":
        assert wait_until(lambda: bool(left_by(process.pid)))
    else:
        assert wait_until(lambda: incomplete.exists() and incomplete.stat().st_size > 400)


@pytest.mark.engine
def test_kept_and_cleaned(start: Start) -> None:
    """Both ends stay when asked for, `doctor` tells of them, and `clean` removes them."""
    with cleaning():
        process = start(*WORDS, "-c", "1", "--keep", "-o", "a.pcap")
        out, _ = process.communicate(timeout=60)

        kept = left_by(process.pid)
        told = command("doctor")
        cleaned = command("clean")

    assert b"kept" in out
    assert 2 == len(kept)
    assert all(name in told for name in kept)
    assert all(f"removed container {name}" in cleaned for name in kept)
    assert [] == left_by(process.pid)


def command(*words: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "pcapflow", *words],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ).stdout


@pytest.mark.engine
def test_what_is_not_whole_exits_1(start: Start, tmp_path: Path) -> None:
    """The reason is on standard error, in one line."""
    process = start(*WORDS, "-c", "1", "--filter", "tcp port 9", "-o", "a.pcap")
    _, err = process.communicate(timeout=60)

    assert 1 == process.returncode
    assert err.startswith(b"pcapflow: the recording is not whole: no packet passed the filter")
    assert ["a.incomplete.pcap"] == names(tmp_path)


@pytest.mark.engine
def test_a_filter_that_looks_like_an_option(start: Start) -> None:
    """tcpdump's -z runs a command; here it is a filter, and a wrong one."""
    process = start(*WORDS, "-c", "1", "--filter=-z/bin/true", "-o", "a.pcap")
    _, err = process.communicate(timeout=60)

    assert 2 == process.returncode
    assert b"can't parse filter expression" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-i", "-z"], b"expected one argument"),
        (["-i", "; id"], b"pcapflow: interface '; id'"),
        (["--target", "127.0.0.1"], b"ever sees"),
        (["--publish", "x"], b"is no port"),
        (["192.0.2.1"], b"an address goes with --target"),
        (["-o", "a.pcapng"], b"name it a.pcap"),
        (["-o", "no/such/a.pcap"], b"there is no folder no/such"),
    ],
)
def test_what_is_refused_without_an_engine(words: list[str], said: bytes, tmp_path: Path) -> None:
    """Exit status 2, and one line; no engine is asked."""
    done = subprocess.run(
        [sys.executable, "-m", "pcapflow", "record", *words],
        check=False,
        capture_output=True,
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "DOCKER_HOST": "unix:///nowhere/docker.sock",
        },
    )

    assert 2 == done.returncode
    assert said in done.stderr
    assert b"Traceback" not in done.stderr
