"""Captures are made where they are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pcapflow as pf
from bench._speed.standard import STANDARD, made

if TYPE_CHECKING:
    from pathlib import Path


def test_a_capture_is_made_once(tmp_path: Path) -> None:
    """The kind is the beginning of its name; nothing else is left behind."""
    path = made(tmp_path / "new" / "pings-40.pcapng", "packets", 40)

    assert 40 == len(pf.open(path, strict=True))
    assert [path] == list(path.parent.iterdir())


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    """Whatever it holds."""
    (tmp_path / "pings-40.pcap").write_bytes(b"x")

    assert b"x" == made(tmp_path / "pings-40.pcap", "packets", 40).read_bytes()


def test_the_standard_captures_are_four() -> None:
    """Both kinds in both formats."""
    assert {"pings.pcap", "pings.pcapng", "mixed.pcap", "mixed.pcapng"} == STANDARD.keys()
