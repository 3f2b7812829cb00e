"""The loops over record headers, beside their twins in numpy: the same of every file, damaged or not."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.errors import PcapflowError
from pcapflow.files import FORMATS
from pcapflow.files._source import open_source
from pcapflow.files._window import Window
from pcapflow.kernel import IS_BUILT, VARIABLE
from pcapflow.testing import build
from pcapflow.testing.strategies import captures, mutated, mutated_captures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pcapflow.files import Records

if not IS_BUILT:
    pytest.skip("the kernel was not built", allow_module_level=True)

from pcapflow.files.pcapng._compiled import CLOCK
from pcapflow.kernel import _records as kernel

COLUMNS = ("start", "captured", "wire", "time_ns", "timed", "interface")


def plain(records: Records | None) -> list[Any]:
    """Everything that records say, but the bytes."""
    if records is None:
        return []
    columns = [getattr(records, name) for name in COLUMNS]
    assert {(len(records),)} == {column.shape for column in columns}
    notes = {name: (noted.packet.tolist(), noted.values.tolist()) for name, noted in records.notes().items()}
    return [records.window_offset, len(records.window), records.interfaces, notes] + [
        (column.dtype.str, column.tolist()) for column in columns
    ]


def found(source: bytes | Path, window_bytes: int) -> Iterator[Any]:
    """What the parser makes of each window, up to the end or the break; or why the file is refused."""
    opened = open_source(source)
    (file_format,) = (one for one in FORMATS if opened.peek(4) in one.magics)
    try:
        parser = file_format.parse_head(opened.peek)
    except PcapflowError as refusal:
        yield str(refusal)
        return
    with opened.handle() as read_into:
        window = Window(read_into, offset=parser.head_bytes, window_bytes=window_bytes)
        stop, need_bytes = 0, 1
        while window.advance(stop, need_bytes):
            records, stop, need_bytes, problem = parser.find(window)
            yield plain(records), stop, need_bytes, problem, parser.interfaces, parser.notes
            if problem:
                return


def assert_twins_agree(source: bytes | Path, window_bytes: int = 1 << 19) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, "numpy")
        by_numpy = list(found(source, window_bytes))
        patch.setenv(VARIABLE, "compiled")
        compiled = list(found(source, window_bytes))
    assert by_numpy == compiled


U32 = st.one_of(
    st.integers(0, 40), st.sampled_from([262_143, 262_144, 1 << 31, (1 << 32) - 1]), st.integers(0, 2**32 - 1)
)


@st.composite
def pcaps(draw: st.DrawFn) -> bytes:
    """Any magic, version and byte order; lengths that may be wrong."""
    order = draw(st.sampled_from("<>"))
    magic = draw(st.sampled_from([0xA1B2C3D4, 0xA1B23C4D, 0xA1B2CD34, 0x1C0001AC, 0x1C0001AB]))
    version = draw(st.sampled_from([(2, 4), (2, 3), (2, 2), (543, 0)]))
    head = struct.pack(f"{order}IHHiIII", magic, *version, 0, 0, 65535, draw(st.sampled_from([1, 249])))
    data = head + bytes(4) * (magic in {0x1C0001AC, 0x1C0001AB})
    more = bytes(8) * (magic == 0xA1B2CD34)
    for packet in draw(st.lists(st.binary(max_size=20), max_size=12)):
        lengths = draw(st.sampled_from([(len(packet), 1500), (1500, len(packet)), (len(packet),) * 2, (draw(U32), 9)]))
        data += struct.pack(f"{order}IIII", draw(U32), draw(U32), *lengths) + more + packet
    return data


RESOLUTIONS = st.sampled_from([None, 0, 3, 6, 8, 9, 10, 12, 19, 127, 0x80, 0x80 | 10, 0x80 | 34, 0x80 | 64, 0xFF])
OFFSETS = st.sampled_from([None, 0, 1, -1, 1_700_000_000, 9_223_372_035, 9_223_372_036, -9_223_372_036, -(2**63)])
TICKS = st.one_of(st.integers(0, 2**64 - 1), st.integers(0, 10**7), st.sampled_from([2**63 - 1, 2**63, 2**64 - 1]))


@st.composite
def packet_blocks(draw: st.DrawFn, order: str) -> build.Block:
    """Enhanced, simple, obsolete and other blocks whose fields may be anything."""
    kind = draw(st.sampled_from([6, 6, 6, 2, 3, 4, 5, 0xBAD]))
    packet = draw(st.binary(max_size=20))
    captured = draw(st.one_of(st.just(len(packet)), st.integers(0, 24)))
    ticks, wire = draw(TICKS), draw(U32)
    interface = draw(st.integers(0, 3))
    if kind == 3:
        body = struct.pack(f"{order}I", wire)
    else:
        which = struct.pack(f"{order}I", interface) if kind == 6 else struct.pack(f"{order}HH", interface, 0xFFFF)
        body = which + struct.pack(f"{order}IIII", ticks >> 32, ticks & 0xFFFFFFFF, captured, wire)
    body += packet + bytes(-len(packet) % 4)
    if draw(st.booleans()):
        body += struct.pack(f"{order}HHIHH", 2, 4, draw(U32), draw(st.integers(0, 9)), draw(st.integers(0, 40)))
    return build.Block(kind, body[: draw(st.sampled_from([len(body)] * 9 + [4, 16]))])


@st.composite
def pcapngs(draw: st.DrawFn) -> bytes:
    """Sections of both byte orders, clocks of every kind, described anywhere."""
    parts: list[build.Section | build.Interface | build.Block] = []
    for order in draw(st.lists(st.sampled_from("<>"), min_size=1, max_size=3)):
        parts.append(build.Section(order))
        interfaces = st.builds(
            build.Interface,
            st.sampled_from([1, 249]),
            st.sampled_from([0, 0, 3, 65535]),
            tsresol=RESOLUTIONS,
            tsoffset=OFFSETS,
        )
        parts += draw(st.lists(interfaces, min_size=1, max_size=3))
        parts += draw(st.lists(st.one_of(packet_blocks(order), packet_blocks(order), interfaces), max_size=10))
    return build.pcapng(*parts)


ANY_CAPTURE = st.one_of(pcaps(), pcapngs(), captures())


@given(ANY_CAPTURE, st.integers(1, 300))
def test_twins_agree_on_captures_of_every_kind(data: bytes, window_bytes: int) -> None:
    """In windows of any size, which end anywhere."""
    assert_twins_agree(data, window_bytes)
    assert_twins_agree(data)


@given(st.one_of(ANY_CAPTURE.flatmap(mutated), mutated_captures()), st.binary(max_size=100))
def test_twins_agree_on_damaged_captures(data: bytes, noise: bytes) -> None:
    """Bytes changed, taken out, put in, cut off; noise behind them."""
    head = (
        build.pcapng(build.Interface()) if data[:4] not in {magic for one in FORMATS for magic in one.magics} else b""
    )
    assert_twins_agree(head + data + noise)


PACKETS = [build.Packet(bytes([number]) * number, number * 10**9) for number in (3, 3, 0, 60, 60, 60, 9)]
SAMPLES = {
    "pcap": build.pcap(*PACKETS),
    "pcap, big": build.pcap(*PACKETS, byteorder=">", magic=build.MODIFIED),
    "pcapng": build.pcapng(
        build.Interface(), *PACKETS, build.Simple(b"abc"), build.Section(">"), build.Interface(), *PACKETS
    ),
}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_twins_agree_wherever_the_file_ends(sample: bytes) -> None:
    """Cut at every byte, and read in windows of every size."""
    for cut in range(28, len(sample)):
        assert_twins_agree(sample[:cut])
        assert_twins_agree(sample, cut)


def test_twins_agree_on_recorded_captures(data_dir: Path) -> None:
    """In large windows and in small ones."""
    paths = sorted(data_dir.glob("*.pcap"))
    assert paths
    for path in paths:
        assert_twins_agree(path)
        assert_twins_agree(path, 300)


@pytest.mark.corpus
def test_twins_agree_on_the_corpus(corpus_dir: Path) -> None:
    """Every file that is a capture."""
    magics = {magic for one in FORMATS for magic in one.magics}
    n_compared = 0
    for path in sorted(corpus_dir.rglob("*")):
        if path.is_file() and path.read_bytes()[:4] in magics:
            assert_twins_agree(path)
            assert_twins_agree(path, 4001)
            n_compared += 1
    assert 1_000 < n_compared


def test_many_packets_in_a_window_are_all_found() -> None:
    """More than there was room for at first: the arrays grow, and the loop goes on at the same packet."""
    assert_twins_agree(build.pcap(*[b"x"] * 5_000, b"y" * 60))
    assert_twins_agree(build.pcapng(*[build.Packet(b"x", number) for number in range(5_000)], build.Simple(b"y")))


def columns(n: int, *, interfaces: bool = False) -> list[np.ndarray[Any, Any]]:
    dtypes: list[Any] = [np.int64] * 4 + [np.uint8, np.int32] * interfaces
    return [np.zeros(n, dtype) for dtype in dtypes]


def array_of(data: bytes) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Without a byte behind the last."""
    return np.frombuffer(bytearray(data), np.uint8)


def walk_records(data: bytes, arrays: list[Any], *, at: int = 0, n: int = 0, n_bytes: int | None = None) -> Any:
    n_bytes = len(data) if n_bytes is None else n_bytes
    return kernel.walk_records(array_of(data), n_bytes, at, n, 16, False, 0, 262_144, 1000, *arrays)


CLOCKS = np.array([(1, 1 << 62, 0, 0, 262_144)] * 2, CLOCK)


def walk_blocks(data: bytes, arrays: list[Any], *, at: int = 0, n_interfaces: int = 1) -> Any:
    return kernel.walk_blocks(array_of(data), len(data), at, 0, False, CLOCKS, n_interfaces, 0, *arrays)


def test_full_arrays_stop_the_loop_before_the_packet_without_a_place() -> None:
    """It goes on from there; a record that is not whole needs no place."""
    data = build.pcap(b"abc", b"de", b"fgh")[24:]

    assert (1, 19, 0) == walk_records(data, columns(1))
    assert (2, 37, 0) == walk_records(data, columns(2), at=19, n=1)
    assert (2, 37, 19) == walk_records(data[:-1], columns(2))
    assert (1, 36, 1, 0) == walk_blocks(build.pcapng(b"abc", b"de")[60:], columns(1, interfaces=True))


@pytest.mark.parametrize(
    "call",
    [
        lambda: walk_records(b"", columns(0)),
        lambda: walk_records(b"abc", columns(1), n_bytes=4),
        lambda: walk_records(b"abc", columns(1), at=4),
        lambda: walk_records(b"abc", columns(1), at=-1),
        lambda: walk_records(b"abc", columns(1), n=2),
        lambda: walk_records(b"abc", [*columns(2)[:3], *columns(1)[:1]]),
        lambda: walk_blocks(b"abc", columns(0, interfaces=True)),
        lambda: walk_blocks(b"abc", columns(1, interfaces=True), at=4),
        lambda: walk_blocks(b"abc", columns(1, interfaces=True), n_interfaces=3),
        lambda: walk_blocks(b"abc", [*columns(2), *columns(1, interfaces=True)[4:]]),
    ],
)
def test_what_does_not_fit_is_refused(call: Callable[[], object]) -> None:
    """Places beyond the window, arrays of different lengths, more interfaces than there are."""
    with pytest.raises(ValueError, match=r"no such|different lengths"):
        call()


@given(st.one_of(st.binary(max_size=400), pcaps(), pcapngs()), st.integers(0, 60))
def test_any_bytes_give_packets_that_lie_within_them(data: bytes, at: int) -> None:
    """In an allocation of their own: the sanitizers see a step beyond it."""
    at = min(at, len(data))
    for arrays, walk in ((columns(40), walk_records), (columns(40, interfaces=True), walk_blocks)):
        n, stop, *_ = walk(data, arrays, at=at)

        start, captured = arrays[0][:n], arrays[1][:n]
        assert at <= stop <= len(data)
        assert (captured >= 0).all()
        assert (start + captured <= stop).all()
        assert (start[1:] >= (start + captured)[:-1]).all()


def test_an_interface_description_is_left_to_python() -> None:
    """So are a section header, and a block that is not whole."""
    data = build.pcapng(build.Interface(), b"abc", build.Section(), build.Interface(), b"abc")

    assert (0, 28, 0, 0) == walk_blocks(data, columns(4, interfaces=True), at=28)
    assert (1, 96, 0, 0) == walk_blocks(data, columns(4, interfaces=True), at=60)
    assert (0, 60, 0, 0) == walk_blocks(data[:95], columns(4, interfaces=True), at=60)


def test_ticks_beyond_int64_are_left_to_exact_arithmetic() -> None:
    """The row says so, and has the ticks."""
    arrays = columns(2, interfaces=True)
    block = build.Block(6, struct.pack("<IIIII", 0, 0xFFFFFFFF, 0xFFFFFFFE, 0, 0))

    assert (1, 32, 0, 1) == walk_blocks(build.pcapng(build.Interface(), block)[60:], arrays)
    assert ([-2, 0], [2, 0]) == (arrays[3].tolist(), arrays[4].tolist())
