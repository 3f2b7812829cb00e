"""Damaged captures in every compression are read or refused, in time; bombs are refused."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

import pcapflow
from bench._mutants import claims, compressed, files
from pcapflow.testing import build

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("codec", compressed.COMPRESS)
def test_damaged_files_are_read_or_refused(codec: str) -> None:
    """In every way of reading; scripts/bench/file_mutants has as many as are asked for."""
    n_files = 1_000 if codec == "gzip" else 300
    found = files.run(compressed.seeds_of(codec, files.seeds_of()), n_files, seed=1)

    assert [] == found.faults
    assert n_files == found.n_files
    assert found.n_refused > n_files / 50
    assert found.n_damaged > n_files / 20
    assert found.slowest_s < files.MOST_SECONDS


@pytest.mark.parametrize("codec", compressed.COMPRESS)
def test_what_is_damaged_can_be_read_before(codec: str) -> None:
    """In one member, in several, with frames that are skipped."""
    capture = build.pcap(*[bytes(60)] * 20)

    for seed in compressed.seeds_of(codec, [capture]):
        with pcapflow.open(seed) as found:
            assert (20, None) == (len(found), found.damage)


@pytest.mark.skipif(sys.platform != "linux", reason="what a process took is read from /proc")
@pytest.mark.parametrize("codec", ["gzip", "zstd"])
@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("packets of no bytes", "above 200 times as many: if that is no attack, allow it: max_ratio (--max-ratio)"),
        ("a record without end", "byte 24: record claims 4294967295 bytes"),
        ("a block without end", "byte 60: block claims 4294967292 bytes"),
    ],
)
def test_a_bomb_is_refused(tmp_path: Path, codec: str, what: str, words: str) -> None:
    """Of 200 MiB here; scripts/bench/file_mutants has one of 10 GiB."""
    path = tmp_path / "bomb"
    assert compressed.write_bomb(path, codec, what, 200 << 20) < 1 << 20
    for found in claims.streamed(path), claims.held(path):
        assert words in found.words
        assert 0 == found.n_faults
        assert found.peak_bytes < claims.MOST_STREAMED_BYTES
