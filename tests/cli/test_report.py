"""``pcapflow report``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]


def test_the_ending_names_the_format(run: Run, data_dir: Path, tmp_path: Path) -> None:
    assert 0 == run("report", data_dir / "clean.pcap", "-o", "clean.html").status
    assert (tmp_path / "clean.html").read_text().startswith("<!DOCTYPE html>")


def test_a_contradiction_is_refused(run: Run, data_dir: Path, tmp_path: Path) -> None:
    assert 2 == run("report", data_dir / "clean.pcap", "-o", "clean.html", "--format", "json").status
    assert not (tmp_path / "clean.html").exists()


def test_an_output_that_exists_stays(run: Run, data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "clean.txt").write_text("mine")

    ran = run("report", data_dir / "clean.pcap", "-o", "clean.txt")

    assert 2 == ran.status
    assert "--force" in ran.err
    assert "mine" == (tmp_path / "clean.txt").read_text()
    assert 0 == run("report", data_dir / "clean.pcap", "-o", "clean.txt", "--force").status


def test_the_input_is_never_the_output(run: Run, data_dir: Path, tmp_path: Path) -> None:
    capture = tmp_path / "ping.txt"
    capture.write_bytes((data_dir / "clean.pcap").read_bytes())

    assert 2 == run("report", capture, "-o", capture, "--force").status
    assert capture.read_bytes() == (data_dir / "clean.pcap").read_bytes()


def test_a_folder_that_is_not_there(run: Run, data_dir: Path) -> None:
    ran = run("report", data_dir / "clean.pcap", "-o", "nowhere/clean.html")

    assert 2 == ran.status
    assert 1 == len(ran.err.splitlines())


def test_json_of_standard_input(run: Run, data_dir: Path) -> None:
    import json

    ran = run("report", "-", "--format", "json", stdin=(data_dir / "clean.pcap").read_bytes())

    assert 12 == len(json.loads(ran.out)["packets"])
