"""What lies beside a recorded capture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import pcapflow as pf
from pcapflow.capture._manifest import manifest_beside, manifest_blocks, ping_text_beside
from pcapflow.results import text_of_blocks

if TYPE_CHECKING:
    from pathlib import Path


def beside(tmp_path: Path, text: str) -> str:
    (tmp_path / "a.manifest.json").write_text(text)
    return str(tmp_path / "a.pcap")


def test_it_has_the_captures_name(tmp_path: Path) -> None:
    assert {"format": 1} == manifest_beside(beside(tmp_path, '{"format": 1}'))


def test_a_capture_without_one_has_none(tmp_path: Path) -> None:
    assert manifest_beside(str(tmp_path / "b.pcap")) is None


def test_a_capture_that_is_no_file_has_none() -> None:
    assert manifest_beside(None) is None


@pytest.mark.parametrize("text", ["", "{", "[1]", '"text"', "\x00"])
def test_what_is_no_manifest_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(pf.PcapflowError, match=r"a\.manifest\.json"):
        manifest_beside(beside(tmp_path, text))


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/passwd", "", None, 7])
def test_a_manifest_cannot_point_out_of_its_folder(tmp_path: Path, name: object) -> None:
    capture = beside(tmp_path, "{}")

    assert ping_text_beside(capture, {"ping": {"file": name}}) is None


def test_pings_text_stands_where_the_manifest_says(tmp_path: Path) -> None:
    (tmp_path / "a.ping.txt").write_bytes(b"PING\r\n")

    found = ping_text_beside(beside(tmp_path, "{}"), {"ping": {"file": "a.ping.txt"}})

    assert (str(tmp_path / "a.ping.txt"), "PING\r\n") == found


@pytest.mark.parametrize("manifest", [{}, {"client": 1, "tcpdump": [], "notes": "x", "ping": {"argv": {}}}])
def test_whatever_a_manifest_lacks_is_left_out(manifest: dict[str, object]) -> None:
    assert "What was captured" in text_of_blocks(manifest_blocks(manifest))
