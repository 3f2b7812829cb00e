"""``pcapflow info``."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from bench._mutants.compressed import COMPRESS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]


def test_it_prints_what_the_library_prints(run: Run, data_dir: Path) -> None:
    import pcapflow as pf

    assert f"{pf.open(data_dir / 'clean.pcap').info()}\n" == run("info", data_dir / "clean.pcap").out


@pytest.mark.tshark
@pytest.mark.parametrize("codec", [codec for codec in COMPRESS if codec not in {"xz", "bzip2"}])
def test_it_says_how_a_file_is_compressed_as_capinfos_does(
    run: Run, tmp_path: Path, data_dir: Path, codec: str
) -> None:
    """Which knows these three; type, sizes, times are the same lines."""
    path = tmp_path / "a.pcap"
    path.write_bytes(COMPRESS[codec]((data_dir / "clean.pcap").read_bytes()))
    told = subprocess.run(["capinfos", path], capture_output=True, text=True, check=True).stdout.splitlines()

    ours = run("info", path).out.splitlines()

    assert f"nanosecond pcap ({codec} compressed)" in ours[1]
    assert [line.split() for line in ours[:9]] == [line.split() for line in told[:9]]


@pytest.mark.parametrize("codec", COMPRESS)
def test_every_compression_gives_the_same_facts(run: Run, tmp_path: Path, data_dir: Path, codec: str) -> None:
    """But for the name, the type, and the size of the file."""
    (tmp_path / "a").write_bytes(COMPRESS[codec]((data_dir / "clean.pcap").read_bytes()))

    plain, compressed = run("info", data_dir / "clean.pcap").out, run("info", "a").out

    changed = [one.split(":")[0] for one in plain.splitlines() if one not in compressed.splitlines()]
    assert ["File name", "File type", "File size"] == changed


def test_files_are_told_apart_by_an_empty_line(run: Run, data_dir: Path) -> None:
    ran = run("info", data_dir / "clean.pcap", data_dir / "any.pcap")

    assert "\n\nFile name:" in ran.out


def test_json_has_the_numbers(run: Run, data_dir: Path) -> None:
    import json

    row = json.loads(run("info", "--json", data_dir / "clean.pcap").out)

    assert 12 == row["info"][0]["n_packets"]
