"""Claims cost nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from bench._mutants import claims

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform != "linux":
    pytest.skip("what a process took is read from /proc", allow_module_level=True)


@pytest.mark.parametrize("large", [False, True], ids=["small", "1 MiB"])
def test_a_claim_takes_no_memory(*, large: bool) -> None:
    """In any length field, of up to 4 GiB, where a process has 1 GiB of addresses."""
    found = claims.claimed(large=large)

    assert 0 == found.n_faults, found.words
    assert found.peak_bytes < claims.MOST_BYTES
    assert "block length, block length at the end, captured length, length on the wire, option length" in found.words
    assert found.n_files > 400


def test_what_goes_wrong_is_said(tmp_path: Path) -> None:
    """The process that reads is another one."""
    found = claims.streamed(tmp_path / "nowhere.pcap")

    assert 1 == found.n_faults
    assert "No such file" in found.words
