"""What may be opened as a capture, and what it is told that may not."""

from __future__ import annotations

import contextlib
import pkgutil
import struct
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pcapflow.files
from pcapflow.errors import FormatError, PcapflowError
from pcapflow.files import FORMATS, open_capture
from pcapflow.forms import Form, one_text
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.files.conftest import Read

WRITERS = {"pcap_writer"}


def test_every_format_is_in_the_list() -> None:
    """A file without an underscore in its name is a format, or writes one."""
    modules = {module.name for module in pkgutil.iter_modules(pcapflow.files.__path__)}

    assert {name for name in modules if not name.startswith("_")} - WRITERS == {one.name for one in FORMATS}


def test_no_two_formats_share_a_magic() -> None:
    """Which format it is never depends on the order of the list."""
    magics = [magic for one in FORMATS for magic in one.magics]

    assert len(set(magics)) == len(magics)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"hello, world", "it looks like text"),
        (b"snoop\0\0\0", "it looks like snoop"),
        (b"\x00\x01\x02\x03", "unknown magic 00010203"),
        (b"\xd4\xc3", "unknown magic d4c3"),
    ],
)
def test_what_is_no_capture_is_told_what_it_looks_like(data: bytes, words: str) -> None:
    """One line, at byte 0."""
    with pytest.raises(FormatError, match=words) as refused:
        open_capture(data)

    assert 0 == refused.value.offset
    assert "\n" not in str(refused.value)


@given(st.binary(max_size=100))
def test_any_bytes_are_accepted_or_refused(data: bytes) -> None:
    """Never another exception than pcapflow's own."""
    with contextlib.suppress(PcapflowError), open_capture(data) as reader:
        list(reader)


S = 1_000_000_000
PING, PONG = build.ping().data, build.pong().data
PACKETS = (build.Packet(PING, S + 1), build.Packet(PONG[:60], S + 5, 98), build.Packet(b"", 2 * S))
MANY = [build.Packet(bytes(1000), S * number) for number in range(4_500)]

# Kinds of files that a corpus seldom has.
SELDOM = {
    **{
        f"pcap, {name}, {order}": build.pcap(*PACKETS, magic=magic, byteorder=order)
        for name, magic in (("us", build.MICROSECONDS), ("ns", build.NANOSECONDS), ("modified", build.MODIFIED))
        for order in "<>"
    },
    "pcap of version 2.3, lengths exchanged": build.pcap(PACKETS[1], PACKETS[1], version=(2, 3)).replace(
        struct.pack("<II", 60, 98), struct.pack("<II", 98, 60)
    ),
    "pcap, captured above the snap length and the original length": build.pcap(
        build.Packet(PING, wire_bytes=7), PING, snaplen=10
    ),
    "pcap, frame check sequence": build.pcap(PING + b"abcd", linktype=0x24000001),
    "pcapng, big-endian": build.pcapng(build.Section(">"), *PACKETS),
    "pcapng, sections of different byte order": build.pcapng(
        build.Interface(),
        *PACKETS,
        build.Section(">"),
        build.Interface(tsresol=6),
        *PACKETS,
        build.Section("<"),
        build.Interface(),
        *PACKETS,
    ),
    **{
        f"pcapng, section of {n} bytes": build.pcapng(build.Section(n_bytes=n), *PACKETS)
        for n in (0, 8, -1, -5, 1 << 40)
    },
    "pcapng, simple packets": build.pcapng(
        build.Interface(snaplen=60), build.Simple(PING[:60], 98), build.Simple(b"abc")
    ),
    "pcapng, obsolete packets": build.pcapng(
        build.Section(">"),
        build.Interface(),
        build.Interface(tsresol=3),
        build.Obsolete(PING, S, drop_count=3),
        build.Obsolete(PONG, S, 200, interface=1),
    ),
    "pcapng, kinds of packets mixed": build.pcapng(
        build.Interface(), PACKETS[0], build.Simple(PING), build.Obsolete(PING, S), PACKETS[1], build.Simple(PONG)
    ),
    **{
        f"pcapng, offset of {offset}": build.pcapng(build.Interface(tsoffset=offset), *PACKETS)
        for offset in (0, 1, -1_234, -(1 << 31))
    },
    **{
        f"pcapng, resolution {resolution:#04x}": build.pcapng(build.Interface(tsresol=resolution), *PACKETS)
        for resolution in (0, 1, 3, 6, 9, 10, 0x80, 0x81, 0x8A, 0x94, 0x9E, 0xA0)
    },
    "pcapng, many interfaces": build.pcapng(
        *(
            build.Interface(linktype, snaplen=snaplen, tsresol=resolution)
            for linktype, snaplen, resolution in ((1, 0, 9), (101, 60, 6), (113, 0, 3), (0, 99, 0x94), (276, 0, 0x8A))
        ),
        *(build.Packet(PING, S * number, interface=number % 5) for number in range(20)),
    ),
    "pcapng, an interface late": build.pcapng(
        build.Interface(),
        *PACKETS,
        build.Interface(101, tsresol=3),
        build.Packet(PING[14:], S, interface=1),
        PACKETS[0],
    ),
    "pcapng, blocks between": build.pcapng(
        build.Interface(),
        PACKETS[0],
        build.Block(10, struct.pack("<II", 0x544C534B, 4) + b"abcd"),
        build.Block(0x7777, b"?"),
        PACKETS[1],
        build.Names({"192.0.2.1": ["a"]}),
        build.Statistics(received=2),
    ),
    "pcap above 4 MB": build.pcap(*MANY),
    "pcapng above 4 MB": build.pcapng(*MANY),
}


@pytest.mark.tshark
@pytest.mark.parametrize("capture", SELDOM.values(), ids=SELDOM)
def test_tshark_and_capinfos_say_the_same(tmp_path: Path, read: Callable[..., Read], capture: bytes) -> None:
    """Each packet's time to the nanosecond, its lengths, its interface; how many there are."""
    path = tmp_path / "seldom"
    path.write_bytes(capture)
    words = [word for name in ("time_epoch", "cap_len", "len") for word in ("-e", f"frame.{name}")]

    told = subprocess.run(["tshark", "-nr", path, "-Tfields", *words], capture_output=True, text=True, check=True)
    counted = subprocess.run(["capinfos", "-cMrT", path], capture_output=True, text=True, check=True)

    found = read(capture)
    assert found.damage is None
    assert int(counted.stdout.split("\t")[1]) == len(found.packets)
    assert told.stdout.splitlines() == [
        f"{'' if one.time_ns is None else one_text(one.time_ns, Form.EPOCH)}\t{len(one.data)}\t{one.wire}"
        for one in found.packets
    ]
