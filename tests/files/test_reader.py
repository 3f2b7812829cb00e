"""A pass over a capture: any window size, any cut, any failure."""

from __future__ import annotations

import contextlib
import csv
import errno
import gzip
import io
import os
import struct
import threading
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.errors import PcapflowError
from pcapflow.files import open_capture
from pcapflow.testing import build
from pcapflow.testing.strategies import captures, mutated_captures

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.files.conftest import Read

    from pcapflow.files import CaptureInput, Records

PACKETS = [build.Packet(bytes([number]) * number, number * 10**9) for number in (3, 3, 0, 60, 60, 60, 60, 60, 9)]
SAMPLES = {
    "pcap": build.pcap(*PACKETS),
    "big-endian pcap": build.pcap(*PACKETS, byteorder=">", magic=build.MICROSECONDS),
    "modified pcap": build.pcap(*PACKETS, magic=build.MODIFIED),
    "pcapng": build.pcapng(
        build.Interface(), *PACKETS, build.Block(0x0BAD, b"name"), build.Section(">"), build.Interface(), *PACKETS
    ),
    "pcapng of every block": build.pcapng(
        build.Section(comments=("a comment",)),
        build.Interface(name="eth0"),
        build.Packet(b"abcde", 10**9, comments=("a comment",), flags=1),
        build.Simple(b"abc"),
        build.Names({"192.0.2.1": ["a", "b"]}),
        build.Section(">"),
        build.Interface(tsresol=0x80 | 20, tsoffset=-5),
        build.Obsolete(b"abcde", 10**9, drop_count=7),
        build.Statistics(received=9, dropped=0),
        build.Block(10, bytes(12)),  # decryption secrets
        build.Block(9, b"journal"),
        build.Block(0x0BAD, bytes(8)),  # custom
    ),
}


@given(st.one_of(captures(), mutated_captures()), st.integers(1, 300))
def test_the_size_of_the_windows_changes_nothing(read: Callable[..., Read], data: bytes, window_bytes: int) -> None:
    """The same packets, the same damage, the same interfaces, or the same refusal."""

    def outcome(**window: int) -> Read | str:
        try:
            return read(data, **window)
        except PcapflowError as refusal:
            return str(refusal)

    assert outcome() == outcome(window_bytes=window_bytes)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_file_that_is_cut_anywhere_gives_its_whole_packets(read: Callable[..., Read], sample: bytes) -> None:
    """Never a part of a packet; and the break is told, unless it lies between two records."""
    whole = read(sample).packets
    bounds = _record_bounds(sample)

    for cut in range(28, len(sample)):
        capture = read(sample[:cut])
        n_whole = sum(1 for stop, is_packet in bounds if is_packet and stop <= cut)
        assert whole[:n_whole] == capture.packets
        assert (cut in {stop for stop, _ in bounds}) is (capture.damage is None)
        if capture.damage:
            assert max((stop for stop, _ in bounds if stop <= cut), default=0) == capture.damage.offset
            assert "file ends in the middle of a record" in capture.damage.problem


def _record_bounds(sample: bytes) -> list[tuple[int, bool]]:
    """Where each record ends, and whether it is a packet; walked by hand."""
    if sample[:4] == b"\x0a\x0d\x0d\x0a":
        bounds, at, order = [], 0, "<"
        while at < len(sample):
            if sample[at : at + 4] == b"\x0a\x0d\x0d\x0a":
                order = "<" if sample[at + 8] == 0x4D else ">"
            kind, size = struct.unpack_from(f"{order}II", sample, at)
            at += size
            bounds.append((at, kind in {2, 3, 6}))
        return bounds
    order = ">" if sample[0] == 0xA1 else "<"
    header_bytes = 24 if sample[1] == 0xCD else 16
    bounds, at = [(24, False)], 24
    while at < len(sample):
        at += header_bytes + struct.unpack_from(f"{order}I", sample, at + 8)[0]
        bounds.append((at, True))
    return bounds


CLAIMS = [0x40001, 0x00FFFFF0, 0x01000000, 0x7FFFFFFC, 0x80000000, 0xFFFFFFFF]
LENGTH_FIELDS = {
    "pcap captured": (build.pcap(b"abcd"), 32),
    "pcap wire": (build.pcap(b"abcd"), 36),
    "section total": (build.pcapng(b"abcd"), 4),
    "interface total": (build.pcapng(b"abcd"), 32),
    "enhanced total": (build.pcapng(b"abcd"), 64),
    "enhanced captured": (build.pcapng(b"abcd"), 80),
    "enhanced wire": (build.pcapng(b"abcd"), 84),
    "simple total": (build.pcapng(build.Simple(b"abcd")), 64),
    "simple wire": (build.pcapng(build.Simple(b"abcd")), 68),
    "obsolete total": (build.pcapng(build.Interface(), build.Block(2, bytes(20))), 64),
    "obsolete captured": (build.pcapng(build.Interface(), build.Block(2, bytes(20))), 80),
    "skipped total": (build.pcapng(build.Interface(), build.Block(4, bytes(20))), 64),
}


@pytest.mark.parametrize(("sample", "field_at"), LENGTH_FIELDS.values(), ids=LENGTH_FIELDS)
@pytest.mark.parametrize("claim", CLAIMS, ids=hex)
def test_a_claimed_length_costs_no_memory(read: Callable[..., Read], sample: bytes, field_at: int, claim: int) -> None:
    """Whatever a length field says, memory follows what is there."""
    data = sample[:field_at] + struct.pack("<I", claim) + sample[field_at + 4 :]

    tracemalloc.start()
    try:
        read(data)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak_bytes < 4 << 20


@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 400), st.binary(max_size=200))
def test_garbage_is_accepted_or_refused_never_a_surprise(
    read: Callable[..., Read], sample: str, cut: int, noise: bytes
) -> None:
    """Any bytes either read or raise PcapflowError."""
    with contextlib.suppress(PcapflowError):
        read(SAMPLES[sample][:cut] + noise)


def test_a_live_reader_sees_a_packet_at_once() -> None:
    """The first packet is handed on before the second is written."""
    data = build.pcap(b"first", b"second")
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as file, os.fdopen(write_end, "wb", buffering=0) as writer:
        writer.write(data[:-22])
        with open_capture(file) as reader:
            passes = iter(reader)
            first = next(passes)
            assert 1 == len(first)
            writer.write(data[-22:])
            assert 1 == len(next(passes))
            writer.close()
            assert [] == list(passes)
            assert reader.damage is None


def test_how_much_of_a_file_was_seen_is_known_of_paths_and_bytes(tmp_path: Path) -> None:
    """What comes through a file object has the size that its end tells."""
    path = tmp_path / "a"
    path.write_bytes(SAMPLES["pcap"])

    def shares(source: CaptureInput) -> list[float]:
        with open_capture(source, window_bytes=100) as reader:
            return [reader.share(records) for records in reader]

    assert shares(path) == shares(SAMPLES["pcap"]) == sorted(shares(path))
    assert 1 <= shares(path)[-1]
    assert {0.0} == set(shares(io.BytesIO(SAMPLES["pcap"])))


def test_a_capture_is_read_again(read: Callable[..., Read]) -> None:
    """A second pass gives the same; interfaces are not counted twice."""
    expected = read(SAMPLES["pcapng"])

    with open_capture(SAMPLES["pcapng"]) as reader:
        lengths = [[len(records) for records in reader] for _ in range(3)]
        assert [len(expected.packets)] * 3 == [sum(each) for each in lengths]
        assert expected.interfaces == reader.interfaces


def test_a_file_that_ends_elsewhere_in_a_second_pass_is_refused() -> None:
    """A file object whose end has moved."""
    file = io.BytesIO(SAMPLES["pcap"])
    with open_capture(file) as reader:
        list(reader)
        file.truncate(100)
        with pytest.raises(PcapflowError, match=f"changed.*ends at byte 100, not {len(SAMPLES['pcap'])}"):
            list(reader)


@given(st.one_of(captures(), mutated_captures(), st.sampled_from(list(SAMPLES.values()))), st.integers(1, 300))
def test_each_window_can_be_read_again(data: bytes, window_bytes: int) -> None:
    """From its place alone, in any order, with all that the parser knew there."""

    def said(records: Records) -> tuple[object, ...]:
        ends = zip(records.start.tolist(), (records.start + records.captured).tolist(), strict=True)
        packets = [records.window[start:end].tobytes() for start, end in ends]
        interfaces = [records.interfaces[index] for index in records.interface.tolist()]
        times = (records.time_ns.tolist(), records.timed.tolist())
        return packets, interfaces, times, records.wire.tolist(), records.interfaces

    try:
        reader = open_capture(data)
        found = [(place, said(records)) for place, records in reader.places(window_bytes)]
    except PcapflowError:
        return

    for place, expected in reversed(found):
        assert expected == said(reader.again(place))


def test_a_place_that_holds_something_else_by_now_is_refused() -> None:
    file = io.BytesIO(SAMPLES["pcap"])
    reader = open_capture(file)
    ((place, _),) = reader.places()
    file.seek(24 + 8)
    file.write(b"\xff")

    with pytest.raises(PcapflowError, match="changed since it was first read"):
        reader.again(place)


class FailingAt(io.BytesIO):
    """A file whose n-th read fails; the others give few bytes at a time."""

    def __init__(self, data: bytes, n: int) -> None:
        super().__init__(data)
        self.n_left = n

    def readinto(self, view: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed wants any buffer; these two are what is given
        self.n_left -= 1
        if self.n_left == 0:
            raise OSError(errno.EIO, "Input/output error")
        return super().readinto(memoryview(view)[:3])


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_read_may_fail_at_any_time(sample: bytes) -> None:
    """The error of the system comes out, nothing else, whichever read it is."""
    n, n_failed = 0, 0
    while n_failed == n:
        n += 1
        try:
            with open_capture(FailingAt(sample, n)) as reader:
                list(reader)
        except OSError as error:
            assert errno.EIO == error.errno  # noqa: PT017 (the last round must not fail)
            n_failed += 1

    assert len(sample) // 3 < n_failed


DESCRIPTORS = Path("/proc/self/fd")


def n_descriptors() -> int:
    return len(list(DESCRIPTORS.iterdir()))


@pytest.mark.skipif(not DESCRIPTORS.is_dir(), reason="counts descriptors in /proc")
def test_no_descriptor_leaks(tmp_path: Path) -> None:
    """A thousand opens, of which five hundred fail; half the rest end in the middle of a pass."""
    good, bad, cut = tmp_path / "good", tmp_path / "bad", tmp_path / "cut"
    good.write_bytes(SAMPLES["pcap"])
    bad.write_bytes(b"no capture")
    cut.write_bytes(SAMPLES["pcap"][:20])
    before = n_descriptors()

    for number in range(250):
        for broken in (bad, cut):
            with pytest.raises(PcapflowError):
                open_capture(broken)
        with open_capture(good, window_bytes=100) as reader:
            assert list(reader)
        abandoned = iter(open_capture(good, window_bytes=100))
        next(abandoned)
        if number % 2:
            abandoned.close()  # type: ignore[attr-defined]  # a generator, typed as an iterator
        del abandoned

    assert before == n_descriptors()


def test_two_passes_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    """Two threads over the same file."""
    path = tmp_path / "a"
    path.write_bytes(SAMPLES["pcapng"])
    expected = sum(len(records) for records in open_capture(path))
    counts: list[int] = []
    with open_capture(path, window_bytes=50) as reader:
        threads = [
            threading.Thread(target=lambda: counts.append(sum(len(records) for records in reader))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert [expected] * 4 == counts


# capinfos reads these to an end that is none, or refuses them; so does pcapflow. File, packets, word of the reason.
BROKEN_IN_THE_CORPUS = {
    "brimdata+brimcap/cmd/brimcap/ztests/extra.pcapng": (27, "1 left"),
    "google+AFL/docs/vuln_samples/tcpdump-ppp-crash.pcap": (1, "claims 2122219134 bytes"),
    "kbandla+dpkt/examples/data/truncated_dns_2.pcap": (1, "7 left"),
    "the-tcpdump-group+libpcap/tests/linktype-reserved-field-not-zero.pcap": (0, "reserved bits"),
    "the-tcpdump-group+libpcap/tests/pcap-invalid-version-1.pcap": (0, "version 1.4"),
    "the-tcpdump-group+libpcap/tests/pcapng-invalid-vers-1.pcapng": (0, "version 0.1"),
    "the-tcpdump-group+libpcap/tests/pcapng-invalid-vers-2.pcapng": (0, "version 1.1"),
    "the-tcpdump-group+libpcap/tests/shb-option-too-long.pcapng": (0, "at its end"),
}


@pytest.mark.corpus
def test_the_corpus_is_counted_as_capinfos_counts(corpus_dir: Path) -> None:
    """Every file, compressed or not: capinfos' number of packets, or those before the break and why."""
    with (corpus_dir / "MANIFEST.csv").open(newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    assert 1_000 < len(rows)
    assert {"gz", "lz4", "xz", "zst"} <= {row["format"].partition(":")[0] for row in rows}

    broken = {}
    for row in rows:
        n_packets, why = 0, ""
        try:
            with open_capture(corpus_dir / row["path"]) as reader:
                n_packets = sum(len(records) for records in reader)
                why = str(reader.damage or "")
        except PcapflowError as refusal:
            why = str(refusal)
        if why:
            broken[row["path"]] = (n_packets, why)
        else:
            assert int(row["packets_capinfos"]) == n_packets, row["path"]

    assert {path: n_packets for path, (n_packets, _) in BROKEN_IN_THE_CORPUS.items()} == {
        path: n_packets for path, (n_packets, _) in broken.items()
    }
    for path, (_, word) in BROKEN_IN_THE_CORPUS.items():
        assert word in broken[path][1]


def test_windows_grow_with_the_file() -> None:
    """Half a MiB at first; more, the more was read, as long as they hold few packets."""
    data = build.pcap(*[bytes(1 << 16)] * 500)

    with open_capture(data) as reader:
        sizes = [len(records.window) - 64 for records in reader]

    assert {1 << 19, 1 << 20, 1 << 21} == set(sizes[:-1])
    assert sorted(sizes[:-1]) == sizes[:-1]


def test_a_reader_tells_what_the_pass_that_came_furthest_has_seen() -> None:
    """One that has begun since, by this thread or another, takes nothing of it away."""
    packets = [build.Packet(bytes(60))] * 20
    whole = build.pcapng(build.Interface(), *packets, build.Interface(), build.Statistics(dropped=7))
    with open_capture(whole + b"\6", window_bytes=500) as reader:
        first, second = iter(reader), iter(reader)
        assert len(next(first)) + len(next(second)) < 20
        assert (1, None) == (len(reader.interfaces), reader.damage)

        assert 0 < sum(map(len, first))
        assert (2, 7) == (len(reader.interfaces), reader.notes.statistics[0].dropped)
        assert reader.damage is not None


class Unseekable(io.BytesIO):
    def seekable(self) -> bool:
        return False


@pytest.mark.parametrize(
    "give", [bytes, gzip.compress, io.BytesIO, Unseekable, "path"], ids=["bytes", "gzip", "object", "pipe", "path"]
)
def test_what_was_closed_is_not_read(tmp_path: Path, give: Callable[[bytes], CaptureInput] | str) -> None:
    """Whatever it is, in one sentence: not by a pass that has begun, by another one, nor at a place."""
    path = tmp_path / "a"
    path.write_bytes(SAMPLES["pcapng"])
    reader = open_capture(path if isinstance(give, str) else give(path.read_bytes()), spool=True, window_bytes=100)
    passed = reader.places()
    place, _ = next(passed)

    reader.close()

    for read in (lambda: next(passed), lambda: next(reader.places()), lambda: reader.again(place)):
        with pytest.raises(PcapflowError, match=r": the capture was closed: open it again$"):
            read()
    assert 1 == len(reader.interfaces)
