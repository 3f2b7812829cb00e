"""``pcapflow info``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]


def test_it_prints_what_the_library_prints(run: Run, data_dir: Path) -> None:
    import pcapflow as pf

    assert f"{pf.open(data_dir / 'clean.pcap').info()}\n" == run("info", data_dir / "clean.pcap").out


def test_files_are_told_apart_by_an_empty_line(run: Run, data_dir: Path) -> None:
    ran = run("info", data_dir / "clean.pcap", data_dir / "any.pcap")

    assert "\n\nFile name:" in ran.out


def test_json_has_the_numbers(run: Run, data_dir: Path) -> None:
    import json

    row = json.loads(run("info", "--json", data_dir / "clean.pcap").out)

    assert 12 == row["info"][0]["n_packets"]
