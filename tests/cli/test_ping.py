"""``pcapflow ping``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]


def test_it_prints_what_the_library_prints(run: Run, data_dir: Path) -> None:
    import pcapflow as pf

    assert f"{pf.open(data_dir / 'clean.pcap').ping()}\n" == run("ping", data_dir / "clean.pcap").out


def test_quiet_is_first_line_and_summary(run: Run, data_dir: Path) -> None:
    whole, quiet = run("ping", data_dir / "clean.pcap").out, run("ping", "-q", data_dir / "clean.pcap").out

    assert [line for line in whole.splitlines() if "icmp_seq" not in line] == quiet.splitlines()


def test_nothing_answered_is_exit_1_and_said(run: Run, data_dir: Path) -> None:
    ran = run("ping", data_dir / "unreachable.pcap")

    assert 1 == ran.status
    assert "Nothing was answered" in ran.out


def test_an_address_that_nobody_has_is_named(run: Run, data_dir: Path) -> None:
    ran = run("ping", data_dir / "unanswered.pcap")

    assert 1 == ran.status
    assert "172.31.1.200" in ran.out


def test_json_has_the_numbers_in_nanoseconds(run: Run, data_dir: Path) -> None:
    import json

    row = json.loads(run("ping", "--json", data_dir / "clean.pcap").out)

    assert "pcapflow/1" == row["format"]
    assert 40_740 == row["ping"][0]["rtt_min_ns"]


def test_an_address_is_told_how_to_record(run: Run) -> None:
    ran = run("ping", "8.8.8.8")

    assert 2 == ran.status
    assert "to record a ping, pcapflow record --target 8.8.8.8" in ran.err


def test_neither_dpkt_nor_docker_is_imported(data_dir: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pcapflow.__main__ import main; main(['ping', sys.argv[1]]); "
        "print(sorted({'dpkt', 'docker', 'jinja2', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, data_dir / "clean.pcap"], capture_output=True, text=True, check=True
    )

    assert done.stdout.endswith("\n[]\n")


def test_several_files_are_named(run: Run, data_dir: Path) -> None:
    ran = run("ping", "-q", data_dir / "clean.pcap", data_dir / "fast.pcap")

    assert ran.out.startswith(f"{data_dir / 'clean.pcap'}:\nPING ")
    assert f"\n\n{data_dir / 'fast.pcap'}:\nPING " in ran.out
