"""The assertion over golden files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import assert_golden

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "ip.src\tip.ttl\n10.0.0.1\t64\n"


def test_a_missing_file_is_written_and_fails(tmp_path: Path) -> None:
    """The first run cannot pass by itself; the second compares."""
    path = tmp_path / "golden.tsv"

    with pytest.raises(AssertionError, match="did not exist and was written"):
        assert_golden(TEXT, path)

    assert TEXT == path.read_text()
    assert_golden(TEXT, path)


def test_a_difference_fails_with_file_frame_and_field(tmp_path: Path) -> None:
    """The message is what somebody needs to look further."""
    path = tmp_path / "golden.tsv"
    path.write_text(TEXT)

    with pytest.raises(AssertionError) as caught:
        assert_golden(TEXT.replace("64", "63"), path)

    assert f"{path}:\nframe 1: ip.ttl is 63, expected 64" == str(caught.value)


def test_fields_narrow_the_comparison(tmp_path: Path) -> None:
    """What was not asked for may differ."""
    path = tmp_path / "golden.tsv"
    path.write_text(TEXT)

    assert_golden(TEXT.replace("64", "63"), path, fields=["ip.src"])
