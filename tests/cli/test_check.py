"""``pcapflow check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]


def test_all_holds_is_exit_0(run: Run, data_dir: Path) -> None:
    ran = run("check", data_dir / "clean.pcap")

    assert 0 == ran.status
    assert "FAIL" not in ran.out


def test_a_failure_is_exit_1(run: Run, data_dir: Path) -> None:
    ran = run("check", data_dir / "clean.pcap", "--expect", "rtt.max < 1 ns")

    assert 1 == ran.status
    assert "FAIL  rtt.max < 1 ns" in ran.out


def test_nothing_to_judge_is_exit_1(run: Run, data_dir: Path) -> None:
    assert 1 == run("check", data_dir / "unanswered.pcap").status


def test_an_unknown_name_gets_the_nearest(run: Run, data_dir: Path) -> None:
    ran = run("check", data_dir / "clean.pcap", "--expect", "rtt.mux < 1 ms")

    assert 2 == ran.status
    assert "rtt.max" in ran.err


def test_another_text_is_compared(run: Run, data_dir: Path) -> None:
    ran = run("check", data_dir / "clean.pcap", "--against", data_dir / "fast.ping.txt")

    assert 1 == ran.status


def test_one_text_is_not_compared_with_several_files(run: Run, data_dir: Path) -> None:
    """It is what one ping printed."""
    clean = data_dir / "clean.pcap"

    ran = run("check", clean, clean, "--against", data_dir / "clean.ping.txt")

    assert (2, "") == (ran.status, ran.out)
    assert "pcapflow: --against compares what one ping printed with one FILE\n" == ran.err


def test_a_text_that_is_not_there(run: Run, data_dir: Path) -> None:
    ran = run("check", data_dir / "clean.pcap", "--against", "nowhere.txt")

    assert (2, "pcapflow: nowhere.txt: No such file or directory\n") == (ran.status, ran.err)


def test_json_has_a_verdict_each(run: Run, data_dir: Path) -> None:
    import json

    row = json.loads(run("check", "--json", data_dir / "clean.pcap").out)

    assert {True} == {verdict["ok"] for verdict in row["check"]}


def test_a_wrong_expectation_is_said_once_and_of_no_file(run: Run, data_dir: Path) -> None:
    ran = run("check", data_dir / "clean.pcap", data_dir / "fast.pcap", "--expect", "banana")

    assert (2, "") == (ran.status, ran.out)
    assert ran.err.startswith("pcapflow: 'banana' is not NAME OP NUMBER [UNIT]")
    assert 1 == len(ran.err.splitlines())


def test_a_text_that_is_none_of_pings_is_named(run: Run, data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("hello\n")

    ran = run("check", data_dir / "clean.pcap", "--against", "other.txt")

    assert 2 == ran.status
    assert ran.err.startswith("pcapflow: other.txt: byte 0: ")


def test_an_expectation_that_cannot_be_judged_is_no_success(run: Run, tmp_path: Path) -> None:
    from pcapflow.testing import build

    untimed = build.pcapng(
        build.Section(), build.Interface(), build.Simple(build.ping(seq=1).data), build.Simple(build.pong(seq=1).data)
    )
    (tmp_path / "untimed.pcapng").write_bytes(untimed)

    assert 0 == run("check", "untimed.pcapng").status
    assert 1 == run("check", "untimed.pcapng", "--expect", "rtt.max < 1 ms").status
