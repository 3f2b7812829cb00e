"""Long captures are what they are called, and are not held."""

from __future__ import annotations

import gzip
import sys
from typing import TYPE_CHECKING

import pytest

from bench._mutants import claims
from bench._mutants.long import write_long

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("form", ["pcap", "pcapng"])
def test_a_capture_in_gzip_is_the_same(tmp_path: Path, form: str) -> None:
    """By the judgement of another reader of gzip, which compares length and checksum."""
    n_packets = write_long(tmp_path / "a", form, 10 << 20)
    assert n_packets == write_long(tmp_path / "a.gz", form, 10 << 20, is_compressed=True)

    assert (tmp_path / "a").read_bytes() == gzip.decompress((tmp_path / "a.gz").read_bytes())
    assert 0.8 * (10 << 20) < (tmp_path / "a.gz").stat().st_size


@pytest.mark.skipif(sys.platform != "linux", reason="what a process took is read from /proc")
@pytest.mark.parametrize("is_compressed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("form", ["pcap", "pcapng"])
def test_a_long_file_is_not_held(tmp_path: Path, form: str, *, is_compressed: bool) -> None:
    """Longer than the memory that may be taken; scripts/bench/file_mutants streams 4 GiB."""
    path = tmp_path / "long"
    n_packets = write_long(path, form, 270 << 20, is_compressed=is_compressed)
    found = claims.streamed(path)
    path.unlink()

    assert (0, f"{n_packets} packets") == (found.n_faults, found.words)
    assert found.peak_bytes < claims.MOST_STREAMED_BYTES
