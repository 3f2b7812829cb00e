"""``pcapflow checksums``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A capture whose second packet is wrong."""
    path = tmp_path / "bad.pcap"
    path.write_bytes(build.capture(build.ping(), build.ethernet(build.ipv4(build.tcp(checksum=5)))))
    return path


def test_it_prints_what_the_library_prints(run: Run, data_dir: Path) -> None:
    """And nothing is wrong."""
    import pcapflow as pf

    ran = run("checksums", data_dir / "clean.pcap")

    assert (f"{pf.open(data_dir / 'clean.pcap').checksums()}\n", 0) == (ran.out, ran.status)


def test_a_bad_checksum_is_a_no(run: Run, bad: Path, data_dir: Path) -> None:
    """Of several files one is enough; each is named."""
    ran = run("checksums", data_dir / "clean.pcap", bad)

    assert 1 == ran.status
    assert f"\n{bad}:\nChecksums\n" in ran.out


def test_json_has_counts_and_frames(run: Run, bad: Path) -> None:
    """One object a file; one that cannot be read is an error."""
    ran = run("checksums", "--json", bad, "nowhere.pcap")
    row, error = map(json.loads, ran.out.splitlines())

    counts = {"protocol": "tcp", "n_good": 0, "n_bad": 1, "n_cut": 0, "n_unfilled": 0, "n_absent": 0}
    assert counts == row["checksums"][2]
    assert [{"frame": 2, "protocol": "tcp", "found": "0x0005", "right": "0xbb29"}] == row["checksums_bad"]
    assert "error" in error
    assert 3 == ran.status


def test_a_file_that_breaks_off_is_judged_as_far_as_it_goes(run: Run, bad: Path) -> None:
    """What is damaged says so."""
    bad.write_bytes(bad.read_bytes() + bytes(3))

    ran = run("checksums", bad)

    assert "0xbb29" in ran.out
    assert 4 == ran.status
