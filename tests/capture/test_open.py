"""Opening: what cannot be opened is named."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

import pcapflow as pf

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_that_is_no_capture_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello, this is no capture")

    with pytest.raises(pf.FormatError, match=r"notes\.txt: byte 0: ") as error:
        pf.open(path)

    assert str(path) == error.value.source


def test_a_label_takes_the_names_place() -> None:
    with pytest.raises(pf.FormatError, match="monday: byte 0: "):
        pf.open(b"no capture at all", label="monday")


def test_standard_input_has_the_name_that_results_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"no capture")))

    with pytest.raises(pf.FormatError, match=r"^<stdin>: byte 0: "):
        pf.open("-")


def test_bytes_have_no_name() -> None:
    with pytest.raises(pf.FormatError, match=r"^byte 0: "):
        pf.open(b"no capture at all")
