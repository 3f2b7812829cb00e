"""A file that changes while it is read is no reason to die."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench._mutants import changing

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_changes_while_it_is_read_is_told_or_read(tmp_path: Path) -> None:
    """Twenty times; scripts/bench/file_mutants reads 200 times."""
    found = changing.run(tmp_path, 20, seed=1)

    assert (20, []) == (found.n_reads, found.faults)


def test_what_is_no_refusal_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two are expected: the others are faults."""
    errors = [OSError("gone"), IndexError("beyond")]

    def fail(_path: Path, _way: str) -> None:
        raise errors.pop()

    monkeypatch.setattr(changing, "_read", fail)
    found = changing.run(tmp_path, 2, seed=1)

    assert (["IndexError('beyond')"], {"OSError": 1}) == (found.faults, dict(found.told))
