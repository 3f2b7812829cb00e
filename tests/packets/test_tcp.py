"""What TCP's line says."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build, vary

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pcapflow.results import PacketLine, TreeNode


def segment(data: bytes = b"", *, flags: int, options: bytes = b"") -> bytes:
    carried = build.tcp(data, srcport=443, dstport=51000, seq=7, ack=9, flags=flags, window_size=512, options=options)
    return build.ethernet(build.ipv4(carried))


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (0x002, "443 → 51000 [SYN] Seq=7 Win=512 Len=4"),
        (0x012, "443 → 51000 [SYN, ACK] Seq=7 Ack=9 Win=512 Len=4"),
        (0x018, "443 → 51000 [PSH, ACK] Seq=7 Ack=9 Win=512 Len=4"),
        (0x1C4, "443 → 51000 [RST, ECE, CWR, AE] Seq=7 Win=512 Len=4"),
        (0x000, "443 → 51000 [<None>] Seq=7 Win=512 Len=4"),
    ],
)
def test_a_segment(infos_of: Callable[..., list[str]], flags: int, expected: str) -> None:
    assert [expected] == infos_of(segment(b"data", flags=flags))


def test_the_length_is_without_options_and_padding(infos_of: Callable[..., list[str]]) -> None:
    assert ["443 → 51000 [ACK] Seq=7 Ack=9 Win=512 Len=0"] == infos_of(
        segment(flags=0x010, options=bytes(4)) + bytes(6)
    )


def test_the_title_tells_ports_and_numbers(tree_of_packet: Callable[..., tuple[TreeNode, ...]]) -> None:
    title = tree_of_packet(segment(flags=0x010))[3].text

    assert "Transmission Control Protocol, Src Port: 443, Dst Port: 51000, Seq: 7, Ack: 9" == title


@pytest.mark.tshark
def test_the_line_begins_as_tsharks(lines_of: Callable[..., list[PacketLine]], tmp_path: Path) -> None:
    """With its relative numbers and its analysis switched off; it appends the options."""
    packets = [data for linktype, data in vary.packets("tcp", 200, seed=5) if linktype == 1]
    path = tmp_path / "tcp.pcap"
    path.write_bytes(build.pcap(*packets))
    off = ("relative_sequence_numbers", "analyze_sequence_numbers", "try_heuristic_first", "desegment_tcp_streams")
    options = [word for name in off for word in ("-o", f"tcp.{name}:FALSE")]
    command = ["tshark", "-r", str(path), "-n", *options, "-o", "ip.defragment:FALSE", "-T", "fields"]
    names = ("-e", "frame.number", "-e", "_ws.col.Protocol", "-e", "_ws.col.Info")
    run = subprocess.run([*command, *names], capture_output=True, text=True, timeout=60, check=True)
    lines = lines_of(*packets)

    compared = 0
    for row in run.stdout.splitlines():
        number, protocol, info = row.split("\t")
        ours = lines[int(number) - 1]
        if protocol == ours.protocol == "TCP" and " Seq=" in info and "Win=" in ours.info:
            compared += 1
            assert info.split(" Win=")[0] == ours.info.split(" Win=")[0]
    assert compared > 50


def test_options_are_said_in_their_order(infos_of: Callable[..., list[str]]) -> None:
    """Those that say something of the connection."""
    options = bytes.fromhex("0204 05b4 0402 080a 00000001 00000002 01 0303 07 0512 0000000a 00000014 0000001e 00000028")
    packet = build.ethernet(build.ipv4(build.tcp(options=options + bytes(-len(options) % 4))))

    assert [
        "40000 → 80 [SYN] Seq=1 Win=65535 Len=0 MSS=1460 SACK_PERM TSval=1 TSecr=2 WS=128 SLE=10 SRE=20 SLE=30 SRE=40"
    ] == infos_of(packet)
