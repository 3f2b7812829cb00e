from __future__ import annotations

import struct
import subprocess
from typing import TYPE_CHECKING

import pytest

from pcapflow.results import (
    Grid,
    GridColumn,
    Metric,
    Metrics,
    Note,
    PacketLine,
    Packets,
    Stack,
    StackLayer,
    Text,
    TreeNode,
    Verdict,
    Verdicts,
    hex_dump,
    packet_line_text,
    text_of_block,
    text_of_blocks,
    tree_text,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_metrics_stand_in_capinfos_columns() -> None:
    """Labels are padded as in capinfos' long report."""
    block = Metrics("info", "", (Metric("n_packets", "Number of packets", 12, "packets"),))

    assert "Number of packets:   12" == text_of_block(block)


def test_a_long_label_keeps_one_space() -> None:
    """capinfos writes `Number of interfaces in file: 1`."""
    block = Metrics("info", "", (Metric("n", "Number of interfaces in file", 1),))

    assert "Number of interfaces in file: 1" == text_of_block(block)


def test_a_metric_shows_its_own_text() -> None:
    """Where a metric has a text for people, that is what they see."""
    block = Metrics("info", "", (Metric("duration", "Capture duration", 4_099_182_622, "ns", "4.099182 seconds"),))

    assert "Capture duration:    4.099182 seconds" == text_of_block(block)


def test_grid_sets_numbers_right_and_names_the_unit_once() -> None:
    """Numbers end in one column, words begin in one; the unit stands in the heading."""
    columns = (GridColumn("who", "Who"), GridColumn("rtt_avg", "Average", "ns"), GridColumn("n", "Replies", "packets"))
    block = Grid("sessions", "", columns, (("172.17.0.3", 84_812, 5), ("::1", 10_000_001, None)))

    assert [
        "Who         Average (ms)  Replies",
        "172.17.0.3      0.084812        5",
        "::1            10.000001        -",
    ] == text_of_block(block).split("\n")


def test_grid_stays_aligned_where_a_cell_is_escaped() -> None:
    """An escaped byte takes four columns, and the next column knows."""
    block = Grid("g", "", (GridColumn("a", "A"), GridColumn("b", "B")), (("\x1b", "x"), ("yy", "z")))

    header, first, second = text_of_block(block).split("\n")

    assert header.index("B") == first.index("x", 4) == second.index("z")


@pytest.mark.parametrize(
    ("verdict", "line"),
    [
        (Verdict(True, "no loss", "5 requests, 5 replies"), "ok    no loss: 5 requests, 5 replies"),
        (Verdict(False, "no loss", "5 requests, 4 replies"), "FAIL  no loss: 5 requests, 4 replies"),
        (Verdict(None, "no loss", "no request"), "?     no loss (cannot be judged: no request)"),
        (Verdict(True, "no loss"), "ok    no loss"),
        (Verdict(None, "no loss"), "?     no loss (cannot be judged)"),
    ],
)
def test_a_verdict_is_a_word_and_a_sentence(verdict: Verdict, line: str) -> None:
    """Words say what became of an expectation; colour is not needed."""
    assert line == text_of_block(Verdicts("check", "", (verdict,)))


def test_stack_adds_up() -> None:
    """The layers stand in a row with their bytes, then the sum, then the words of each."""
    layers = (
        StackLayer("Ethernet", 14),
        StackLayer("IPv4", 20, "ttl 64"),
        StackLayer("ICMP", 8, "request"),
        StackLayer("data", 56),
    )

    assert [
        "Ethernet 14 bytes > IPv4 20 bytes > ICMP 8 bytes > data 56 bytes = 98 bytes",
        "  IPv4      ttl 64",
        "  ICMP      request",
    ] == text_of_block(Stack("layers", "", layers)).split("\n")


def test_the_empty_line_of_a_ping_without_replies_survives() -> None:
    """ping ends with an empty line when nothing was answered; one newline alone is the end of the last line."""
    text = "--- A ping statistics ---\n1 packets transmitted, 0 received, 100% packet loss, time 0ms\n\n"

    assert text == text_of_block(Text("ping", "", text)) + "\n"


def test_blocks_stand_apart_and_notes_together() -> None:
    """An empty line between blocks, none between notes."""
    note = Note("n", "", "a note")

    assert "T\nx\n\na note\na note\n\nT\nx" == text_of_blocks((Text("t", "T", "x"), note, note, Text("t", "T", "x")))


def test_tree_names_field_and_bytes() -> None:
    """Four spaces a level; at the right the field's name and its bytes, half open."""
    ttl = TreeNode("Time to Live: 64", "ip.ttl", 64, 22, 23)
    tree = TreeNode("Internet Protocol Version 4", "ip", None, 14, 34, (ttl, TreeNode("[Words]")))

    lines = tree_text((tree,)).split("\n")

    assert ["Internet Protocol Version 4", "ip", "[14:34]"] == [*lines[0].rsplit(maxsplit=2)]
    assert lines[1].startswith("    Time to Live: 64 ")
    assert lines[0].index("ip [") == lines[1].index("ip.ttl [22:23]") == 60
    assert "    [Words]" == lines[2]


def test_a_newline_in_a_packet_is_no_new_line() -> None:
    """A name in a packet cannot forge the line of another packet."""
    line = PacketLine(1, "0.000000", "a\nb", "c\r\nd", "X\n", 3, "\n    2 0.1 forged")

    assert 1 == len(packet_line_text(line).splitlines())
    assert 1 == len(text_of_block(Packets("packets", "", (line,))).splitlines())


def test_an_unknown_block_is_refused() -> None:
    """A kind of block without a text is a mistake of ours, said at once."""
    with pytest.raises(TypeError, match="no text for Metric"):
        text_of_block(Metric("key", "", 1))  # type: ignore[arg-type]  # which is the mistake


def capture_of(*packets: bytes) -> bytes:
    """Give a pcap file of link type 147, which tshark shows as it is."""
    header = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 147)
    return header + b"".join(struct.pack("<IIII", 0, 0, len(data), len(data)) + data for data in packets)


@pytest.mark.tshark
@pytest.mark.parametrize("n_bytes", [1, 15, 16, 17, 255, 65536, 65537])
def test_hex_dump_equals_tshark(n_bytes: int, tmp_path: Path) -> None:
    """The dump equals `tshark -x`, whose offsets widen past 65536 bytes."""
    data = bytes(range(256)) * 257
    path = tmp_path / "a.pcap"
    path.write_bytes(capture_of(data[:n_bytes]))

    dumped = subprocess.run(["tshark", "-n", "-x", "-r", path], capture_output=True, text=True, check=True).stdout

    assert dumped.strip("\n") == hex_dump(data[:n_bytes])


def test_no_bytes_dump_to_nothing() -> None:
    """An empty packet has an empty dump."""
    assert not hex_dump(b"")


@pytest.mark.tshark
@pytest.mark.corpus
@pytest.mark.parametrize(
    "name",
    [
        "CESNET+ipfixprobe/tests/functional/inputs/arp.pcap",
        "CESNET+ipfixprobe/tests/functional/inputs/mixed.pcap",
        "DNS-OARC+dnscap/src/test/ipv6-with-ethernet-padding.pcap",
        "the-tcpdump-group+libpcap/tests/filter/ipv6_ah_modes.pcap",
    ],
)
def test_packet_lines_are_set_as_tshark_sets_them(name: str, corpus_dir: Path) -> None:
    """Fed with tshark's columns, a line equals tshark's own to the last space."""
    read = ["tshark", "-2", "-n", "-r", str(corpus_dir / name)]
    columns = ("No.", "Time", "Source", "Destination", "Protocol", "Length", "Info")
    fields = [part for column in columns for part in ("-e", f"_ws.col.{column}")]

    expected = subprocess.run(read, capture_output=True, text=True, check=True).stdout.splitlines()
    cells = subprocess.run([*read, "-T", "fields", *fields], capture_output=True, text=True, check=True).stdout

    lines = [
        packet_line_text(PacketLine(int(number), time, source, destination, protocol, int(length), info))
        for number, time, source, destination, protocol, length, info in (row.split("\t") for row in cells.splitlines())
    ]
    assert expected
    assert expected == lines
