"""What a report holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import pcapflow as pf
from pcapflow.capture._report import stack_of
from pcapflow.results import StackLayer, TreeNode
from pcapflow.testing import build

if TYPE_CHECKING:
    from pathlib import Path

PINGS = build.capture(build.ping(seq=1), build.pong(seq=1, at_ns=50_000))


def test_blocks_stand_in_the_order_of_their_weight(data_dir: Path) -> None:
    keys = list(dict.fromkeys(block.key for block in pf.open(data_dir / "clean.pcap").report().blocks))

    order = ["check", "ping", "recording.ends", "recording", "layers", "info", "packets"]
    assert order == [key for key in keys if key in order]


def test_an_echo_packet_is_drawn_with_its_bytes(data_dir: Path) -> None:
    text = str(pf.open(data_dir / "clean.pcap").report())

    assert (
        "Ethernet 14 bytes > Internet Protocol Version 4 20 bytes > "
        "Internet Control Message Protocol 8 bytes > Data 56 bytes = 98 bytes"
    ) in text


def test_a_long_list_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pcapflow.capture._report.MOST_PACKETS", 1)

    assert "The first 1 of 2 packets are listed." in str(pf.open(PINGS).report())


def test_a_report_of_a_damaged_capture_is_whole(tmp_path: Path) -> None:
    with pytest.warns(pf.DamagedCaptureWarning):
        pf.open(PINGS[:-7]).report().save(tmp_path / "cut.html")

    page = (tmp_path / "cut.html").read_text()
    assert "The file is damaged" in page
    assert page.rstrip().endswith("</html>")


def test_a_stack_leaves_out_the_frame_and_lines_without_bytes() -> None:
    tree = (
        TreeNode("Frame 1", "frame", start=0, stop=20),
        TreeNode("Ethernet, Src: a, Dst: b", "eth", start=0, stop=14),
        TreeNode("Data (6 bytes)", "data", start=14, stop=20),
        TreeNode("cut short"),
    )

    assert (StackLayer("Ethernet", 14, "Src: a, Dst: b"), StackLayer("Data", 6)) == stack_of(tree)


def test_expectations_are_in_its_verdict() -> None:
    assert pf.open(PINGS).report("requests == 2").ok is False
