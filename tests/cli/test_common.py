"""Bad input: one clear line on stderr, the right exit status, no traceback."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pcapflow.files import MAX_RATIO
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

PINGS = build.capture(build.ping(seq=1), build.pong(seq=1, at_ns=50_000))
COMMANDS = ("ping", "info", "check", "show", "report")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.pcap"
    path.write_bytes(PINGS)
    return path


def one_line(text: str) -> str:
    """What was said, which is one line."""
    lines = text.splitlines()
    assert 1 == len(lines), text
    return lines[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_file(run: Run, command: str) -> None:
    ran = run(command, "nowhere.pcap")

    assert (2, "") == (ran.status, ran.out)
    assert "pcapflow: nowhere.pcap: No such file or directory" == one_line(ran.err)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_directory(run: Run, tmp_path: Path, command: str) -> None:
    ran = run(command, tmp_path)

    assert (2, "") == (ran.status, ran.out)
    assert f"{tmp_path}: " in one_line(ran.err)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("content", [b"", b"a text\nof two lines\n", PINGS[:20]], ids=["empty", "text", "cut head"])
def test_what_is_no_capture(run: Run, tmp_path: Path, command: str, content: bytes) -> None:
    path = tmp_path / "bad.pcap"
    path.write_bytes(content)

    ran = run(command, path)

    assert (2, "") == (ran.status, ran.out)
    assert one_line(ran.err).startswith(f"pcapflow: {path}: byte ")


def test_a_file_that_may_not_be_read(good: Path) -> None:
    good.chmod(0)
    # root may read everything, unless it gives that up.
    without = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []

    done = subprocess.run(
        [*without, sys.executable, "-m", "pcapflow", "ping", good], capture_output=True, text=True, check=False
    )

    assert (2, "") == (done.returncode, done.stdout)
    assert f"pcapflow: {good}: Permission denied" == one_line(done.stderr)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_cut_in_a_record_is_read_up_to_there(run: Run, tmp_path: Path, command: str) -> None:
    path = tmp_path / "cut.pcap"
    path.write_bytes(PINGS[:-7])

    ran = run(command, path)

    assert 4 == ran.status
    assert f"pcapflow: {path}: byte 138: " in one_line(ran.err)
    assert ran.out


@pytest.mark.parametrize("command", ["ping", "info", "check"])
def test_of_several_files_the_others_are_read(run: Run, good: Path, command: str) -> None:
    alone = run(command, good)

    ran = run(command, "nowhere.pcap", good)

    assert 3 == ran.status
    assert alone.out.strip() in ran.out
    assert "nowhere.pcap" in one_line(ran.err)


@pytest.mark.parametrize("command", ["ping", "info", "check"])
def test_json_has_one_object_a_file_whatever_happens(run: Run, good: Path, command: str) -> None:
    ran = run(command, "--json", "nowhere.pcap", good)

    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert ["nowhere.pcap", str(good)] == [row["capture"] for row in rows]
    assert "error" in rows[0]


@pytest.mark.parametrize("data", [b"no capture", PINGS[:60]], ids=["refused", "cut"])
@pytest.mark.parametrize("command", ["ping", "info", "check", "show"])
def test_standard_input_has_one_name_in_messages_and_results(run: Run, command: str, data: bytes) -> None:
    """A dash may be a file's."""
    assert run(command, "-", stdin=data).err.startswith("pcapflow: <stdin>: byte ")


@pytest.mark.parametrize("data", [b"no capture", PINGS], ids=["refused", "read"])
def test_standard_input_has_that_name_for_machines(run: Run, data: bytes) -> None:
    assert "<stdin>" == json.loads(run("info", "--json", "-", stdin=data).out)["capture"]


def test_standard_input_is_a_file(run: Run, good: Path) -> None:
    assert run("ping", good).out == run("ping", "-", stdin=PINGS).out


@pytest.mark.parametrize("name", ["a\x1b]0;title\x07.pcap", "b\u202e.pcap", "c\nd.pcap"])
def test_a_files_name_steers_no_terminal(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"no capture")

    ran = run("ping", name)

    assert not {"\x1b", "\x07", "\u202e"} & set(ran.err)
    one_line(ran.err)


def test_a_reader_that_closes_early_is_no_error(good: Path) -> None:
    many = build.capture(*(build.ping(seq=seq % 65536, at_ns=seq) for seq in range(20_000)))
    good.write_bytes(many)
    show = f"{sys.executable} -m pcapflow show {good}"

    done = subprocess.run(
        ["bash", "-c", f"{show} | head -1 >/dev/null; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    assert ("141\n", "") == (done.stdout, done.stderr)


@pytest.mark.parametrize(("signal_name", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_an_interrupted_command_ends_at_once_and_in_silence(signal_name: str, status: int) -> None:

    process = subprocess.Popen(
        [sys.executable, "-m", "pcapflow", "show", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(PINGS)
    process.stdin.flush()
    assert b"Echo (ping) request" in process.stdout.readline()

    process.send_signal(getattr(signal, signal_name))
    _, err = process.communicate(timeout=10)

    assert (status, b"") == (process.returncode, err)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_compressed_file_that_is_cut(run: Run, tmp_path: Path, command: str) -> None:
    """What could be read is answered first; the byte is one of the file as it lies there."""
    compressed = gzip.compress(PINGS)[:-4]
    (tmp_path / "cut.pcap.gz").write_bytes(compressed)
    output = ("-o", "report.txt") if command == "report" else ()

    ran = run(command, "cut.pcap.gz", *output)

    assert 4 == ran.status
    assert command == "report" or ran.out
    problem = f"byte {len(compressed)}: file ends in the middle of gzip data: the packets before it were read"
    assert f"pcapflow: cut.pcap.gz: {problem}" == one_line(ran.err)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_bomb_is_refused_and_may_be_allowed(run: Run, tmp_path: Path, command: str) -> None:
    """By the option that the message names."""
    # One packet, and 70 MB of blocks that nobody knows.
    capture = build.pcapng(build.Interface(), build.ping(), *[build.Block(0x0BAD, bytes(10_000_000))] * 7)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(capture))
    output = ("-o", "report.txt") if command == "report" else ()

    refused = run(command, "bomb.gz", *output)
    allowed = run(command, "bomb.gz", *output, "--max-ratio", "2000")

    assert 2 == refused.status
    assert "above 200 times as many: if that is no attack, allow it: max_ratio (--max-ratio)" in one_line(refused.err)
    assert (True, "") == (allowed.status in (0, 1), allowed.err)


@pytest.mark.parametrize("ratio", ["0", "-1", "nan", "many"])
def test_a_ratio_is_a_number_from_1_on(run: Run, good: Path, ratio: str) -> None:
    ran = run("info", good, f"--max-ratio={ratio}")

    assert 2 == ran.status
    assert f"'{ratio}': a number from 1 on is needed" in ran.err


def test_the_help_names_the_ratio_that_the_library_has(run: Run) -> None:
    assert f"it was compressed ({MAX_RATIO})" in " ".join(run("info", "--help").out.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_compressed_file_through_a_pipe(run: Run, command: str) -> None:
    """Standard input is what it begins with."""
    output = ("-o", "report.txt", "--force") if command == "report" else ()

    plain, compressed = (run(command, "-", *output, stdin=data) for data in (PINGS, gzip.compress(PINGS)))

    assert plain == compressed._replace(out=compressed.out.replace(" (gzip compressed)", ""))


def test_blocks_that_cannot_be_read_to_their_end(run: Run, tmp_path: Path) -> None:
    """The packets behind them are there; the first block is named, the others are counted."""
    path = tmp_path / "flaws.pcapng"
    broken = build.Block(5, bytes(12) + b"\5\0\x64\0")
    path.write_bytes(build.pcapng(build.Interface(), broken, broken, build.ping(seq=1)))

    ran = run("show", path)

    assert (4, 1) == (ran.status, len(ran.out.splitlines()))
    assert f"pcapflow: {path}: byte 60: option 5 claims 100 bytes, 0 are left" in one_line(ran.err)
    assert one_line(ran.err).endswith("what this block says is left out from there on; so is what 1 more says")
