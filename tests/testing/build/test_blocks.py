"""Blocks that builders make: literal bytes, and what tshark and capinfos make of them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from pathlib import Path

AT_NS = 1_700_000_000_123_456_789
CLOCK = [build.Interface()]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (build.Simple(b"abcde", 9), "03000000 18000000 09000000 6162636465000000 18000000"),
        (
            build.Obsolete(b"abcde", AT_NS, 9, drop_count=7),
            "02000000 28000000 0000 0700 fe9c9717 15cd853d 05000000 09000000 6162636465000000 28000000",
        ),
        (
            build.Names({"127.0.0.1": ["a", "bc"]}),
            "04000000 20000000 0100 0900 7f000001 6100626300000000 00000000 20000000",
        ),
        (
            build.Statistics(received=9),
            "05000000 28000000 00000000 00000000 00000000 0400 0800 0900000000000000 00000000 28000000",
        ),
        (
            build.Interface(tsresol=None, name="eth0"),
            "01000000 20000000 0100 0000 00000000 0200 0400 65746830 00000000 20000000",
        ),
        (
            build.Interface(tsresol=None, filter="ip"),
            "01000000 20000000 0100 0000 00000000 0b00 0300 00697000 00000000 20000000",
        ),
        (build.Block(0x0BAD, b"a"), "ad0b0000 10000000 61000000 10000000"),
    ],
)
def test_a_block_is_literally_this(block: build.Simple | build.Names | build.Block, expected: str) -> None:
    """Type, length, what it says padded to 32 bits, length (draft-ietf-opsawg-pcapng section 3.1)."""
    assert build.pcapng(*CLOCK, block).endswith(bytes.fromhex(expected))


def test_options_that_have_a_name_stand_before_the_others() -> None:
    """Comments, flags; then those that were listed; then the end of options."""
    packet = build.Packet(b"", comments=("hi",), flags=1, options=[(0x0BAD, b"x")])

    assert bytes.fromhex("0100 0200 68690000 0200 0400 01000000 ad0b 0100 78000000 00000000") in build.pcapng(packet)


def test_numbers_in_options_have_the_sections_byte_order() -> None:
    """The most significant byte first."""
    made = build.pcapng(build.Section(">"), build.Packet(b"", drop_count=1, packet_id=2, queue=3))

    expected = "0004 0008 0000000000000001 0005 0008 0000000000000002 0006 0004 00000003"
    assert bytes.fromhex(expected) in made


EVERYTHING = (
    build.Interface(
        name="eth0",
        description="a card",
        filter="icmp",
        os="Linux",
        hardware="E1000",
        fcslen=4,
        tsresol=0x80 | 20,
        tsoffset=1_000_000_000,
        comments=("of the interface",),
    ),
    build.Packet(b"abcdefgh", AT_NS, comments=("one", "two"), flags=0x40000005, drop_count=2, packet_id=3, queue=4),
    build.Obsolete(b"abcdefgh", AT_NS, drop_count=5),
    build.Simple(b"abcdefgh"),
    build.Names({"192.0.2.1": ["a"], "::1": ["b", "c"]}),
    build.Statistics(0, AT_NS, 100, 7, 90, 3, 88, start_ns=AT_NS, end_ns=AT_NS),
)


@pytest.mark.tshark
@pytest.mark.parametrize("byteorder", ["<", ">"])
def test_tshark_reads_what_was_built(tmp_path: Path, byteorder: str) -> None:
    """Every option of every block comes back, in both byte orders."""
    path = tmp_path / "built"
    section = build.Section(byteorder, hardware="a machine", os="BSD", application="a test", comments=("a comment",))
    path.write_bytes(build.pcapng(section, *EVERYTHING))

    names = ("time_epoch", "comment", "packet_flags", "drop_count", "packet_id", "interface_queue", "interface_name")
    fields = [word for name in names for word in ("-e", f"frame.{name}")]
    read = subprocess.run(["tshark", "-nr", path, "-Tfields", *fields], capture_output=True, text=True, check=True)
    told = subprocess.run(["capinfos", path], capture_output=True, text=True, check=True).stdout

    # 2**-20 s is 953 ns: the timestamp is cut to whole units, and tshark's conversion cuts again.
    epoch = "1700000000.123456001"
    assert [
        f"{epoch}\tone,two\t0x40000005\t2\t3\t4\teth0",
        f"{epoch}\t\t\t5\t\t\teth0",
        "\t\t\t\t\t\teth0",
    ] == read.stdout.splitlines()
    for line in (
        "Capture hardware:    a machine",
        "Capture oper-sys:    BSD",
        "Capture application: a test",
        "Capture comment:     a comment",
        "Description = a card",
        "Filter string = icmp",
        "Operating system = Linux",
        "Hardware = E1000",
        "Comment = of the interface",
        "Number of stat entries = 1",
        "Number of resolved IPv4 addresses in file: 1",
        "Number of resolved IPv6 addresses in file: 2",
    ):
        assert line in told
