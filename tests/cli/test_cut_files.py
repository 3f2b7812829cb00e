"""A file that is cut anywhere: every whole record is counted, and every report is a document.

With the corpus it is cut at random places, in so many files as PCAPFLOW_CUTS says.
"""

from __future__ import annotations

import json
import os
import random
import struct
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pcapflow as pf
from bench._hostile_files import capture
from bench._hostile_texts import Structure
from pcapflow.reports import to_html, to_json
from pcapflow.testing import build
from pcapflow.testing.strategies import mutated

if TYPE_CHECKING:
    from pathlib import Path

N_FILES = int(os.environ.get("PCAPFLOW_CUTS", "12"))
LARGEST_BYTES = 200_000

PINGS = (build.ping(seq=1), build.pong(seq=1, at_ns=50_000), build.ping(seq=2, at_ns=1_000_000))
PCAPNG = build.pcapng(
    build.Interface(name="eth0"),
    build.Packet(PINGS[0].data, comments=("a comment",), flags=1),
    build.Names({"172.17.0.2": ["client"]}),
    build.Statistics(received=3, dropped=0),
    build.Simple(PINGS[1].data),
    build.Obsolete(PINGS[1].data, drop_count=0),
    build.Section(">"),
    build.Interface(tsresol=6),
    *PINGS[1:],
)


def ends_of_records(data: bytes) -> list[int]:
    """Where each packet's record ends, found in another way than the product's: by the lengths alone."""
    return _ends_in_pcapng(data) if data[:4] == b"\n\r\r\n" else _ends_in_pcap(data)


def _ends_in_pcap(data: bytes) -> list[int]:
    magics = {
        struct.pack(f"{order}I", magic): order for order in "<>" for magic in (0xA1B2C3D4, 0xA1B23C4D, 0xA1B2CD34)
    }
    order = magics[data[:4]]
    header_bytes = 24 if 0xA1B2CD34 in struct.unpack(f"{order}I", data[:4]) else 16
    ends, at = [], 24
    while at + header_bytes <= len(data):
        at += header_bytes + struct.unpack_from(f"{order}I", data, at + 8)[0]
        ends.append(at)
    return ends


def _ends_in_pcapng(data: bytes) -> list[int]:
    ends, at, order = [], 0, "<"
    while at + 12 <= len(data):
        if data[at : at + 4] == b"\n\r\r\n":
            order = "<" if data[at + 8 : at + 12] == b"\x4d\x3c\x2b\x1a" else ">"
        kind, n_bytes = struct.unpack_from(f"{order}II", data, at)
        at += n_bytes
        if kind in (2, 3, 6):
            ends.append(at)
    return ends


def look_at(data: bytes, label: str) -> int:
    """Count the packets in each way, and see that the reports are documents."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pf.DamagedCaptureWarning)
        with pf.open(data, label=label) as cap:
            n_packets = len(cap)
            document = cap.report()
    structure = Structure(to_html.render(document))
    assert [] == structure.open_elements, label
    facts = json.loads(to_json.render(document))
    assert n_packets == facts["info"][0]["n_packets"], label
    assert min(n_packets, 1000) == len(facts["packets"]), label
    return n_packets


@pytest.mark.parametrize(
    "data",
    [
        build.pcap(*PINGS),
        build.pcap(*PINGS, magic=build.MICROSECONDS, byteorder=">"),
        build.pcap(*PINGS, magic=build.MODIFIED),
        PCAPNG,
    ],
    ids=["nanoseconds", "big-endian", "modified", "pcapng"],
)
def test_a_file_cut_at_any_byte(data: bytes) -> None:
    """As many packets as records are whole; before the first, perhaps no capture at all."""
    ends = ends_of_records(data)
    for cut in range(24, len(data) + 1, 7):
        try:
            n_packets = look_at(data[:cut], str(cut))
        except pf.FormatError:
            assert cut < ends[0]
        else:
            assert sum(end <= cut for end in ends) == n_packets, cut


@given(data=st.sampled_from((build.pcap(*PINGS), PCAPNG, capture([b"<b>", b"\x1b[31m"]))).flatmap(mutated))
def test_a_damaged_file_has_a_report_or_none(data: bytes) -> None:
    """Any bytes are refused as a capture, or there are two documents about them."""
    with suppress(pf.PcapflowError):
        look_at(data, "damaged")


@pytest.mark.corpus
def test_files_of_the_corpus_cut_at_random(corpus_dir: Path) -> None:
    """The same for other people's captures, in all that they may hold."""
    dice = random.Random(5)  # noqa: S311  # places, no secret
    files = [path for path in sorted(corpus_dir.rglob("*.pcap*")) if 100 < path.stat().st_size < LARGEST_BYTES]
    dice.shuffle(files)
    n_cut = 0
    for path in files:
        data = path.read_bytes()
        if n_cut == N_FILES or not is_whole(data):
            continue
        n_cut += 1
        ends = ends_of_records(data)
        cut = dice.randrange(ends[0], len(data) + 1)

        n_packets = look_at(data[:cut], f"{path.name} cut at {cut}")

        assert sum(end <= cut for end in ends) == n_packets, (path, cut)
    assert N_FILES == n_cut


def is_whole(data: bytes) -> bool:
    """Whether it is a capture with packets, not compressed, that has no damage of its own."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pf.DamagedCaptureWarning)
            with pf.open(data) as cap:
                return len(cap) > 0
    except (pf.PcapflowError, pf.DamagedCaptureWarning):
        return False
