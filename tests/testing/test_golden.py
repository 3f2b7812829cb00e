"""The assertion over golden files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import pcapflow as pf
from pcapflow.testing import assert_golden, build

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


def test_a_capture_is_compared_by_its_columns(tmp_path: Path) -> None:
    """Fields that are there twice have both values, absent ones none; the file says which."""
    path = tmp_path / "golden.tsv"
    path.write_text("frame.number\tip.ttl\tarp.opcode\n1\t64,9\t\n2\t\t1\n")
    error = build.icmp_error(build.ipv4(build.udp(), ttl=9))
    asked, told = (build.ethernet(build.arp(opcode=opcode)) for opcode in (1, 2))

    assert_golden(pf.open(build.capture(build.ethernet(build.ipv4(error)), asked)), path)
    with pytest.raises(AssertionError, match=r"frame 2: arp\.opcode is 2, expected 1"):
        assert_golden(pf.open(build.capture(asked, told)), path, fields=["frame.number", "arp.opcode"])


def test_a_capture_without_a_file_needs_fields(tmp_path: Path) -> None:
    """Which columns a new file gets must be said."""
    capture = build.capture(build.ping())

    with pytest.raises(ValueError, match="say fields="):
        assert_golden(pf.open(capture), tmp_path / "golden.tsv")
    with pytest.raises(AssertionError, match="was written"):
        assert_golden(pf.open(capture), tmp_path / "golden.tsv", fields=["icmp.seq"])

    assert (tmp_path / "golden.tsv").read_text() == "icmp.seq\n1\n"
