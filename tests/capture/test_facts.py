"""What is known of a file without its packets."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from pathlib import Path

PINGS = build.capture(build.ping(seq=1))


def test_a_file_has_a_size(tmp_path: Path) -> None:
    path = tmp_path / "ping.pcap"
    path.write_bytes(PINGS)

    assert f"File size:           {len(PINGS)} bytes" in str(pf.open(path).info())


def test_a_stream_has_none() -> None:
    assert "File size:           -" in str(pf.open(io.BytesIO(PINGS)).info())


def test_the_name_is_the_captures() -> None:
    assert "File name:           monday" in str(pf.open(PINGS, label="monday").info())
