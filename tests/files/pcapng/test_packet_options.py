"""Options of packets: found again from where the packets are."""

from __future__ import annotations

import struct
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.files import open_capture
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.files.conftest import Read

U32, U64 = st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)
PACKETS = st.builds(
    build.Packet,
    st.binary(max_size=9),
    comments=st.lists(TEXTS, max_size=2).map(tuple),
    flags=st.none() | U32,
    drop_count=st.none() | U64,
    packet_id=st.none() | U64,
    queue=st.none() | U32,
    options=st.lists(st.tuples(st.sampled_from([3, 7]), st.binary(max_size=5)), max_size=2),
)
OBSOLETE = st.builds(build.Obsolete, st.binary(max_size=9), drop_count=st.integers(0, 0xFFFF))
SIMPLE = st.builds(build.Simple, st.binary(max_size=9))
ANY = st.one_of(PACKETS, OBSOLETE, SIMPLE, st.just(build.Block(0x0BAD, b"between")))


def said(blocks: list[build.Packet | build.Obsolete | build.Simple | build.Block]) -> list[tuple[str, int, object]]:
    """What the builders' values say, packet by packet."""
    found: list[tuple[str, int, object]] = []
    for number, block in enumerate(block for block in blocks if not isinstance(block, build.Block)):
        if isinstance(block, build.Obsolete) and block.drop_count != 0xFFFF:
            found.append(("drop_count", number, block.drop_count))
        if isinstance(block, build.Packet):
            found += [("comment", number, comment) for comment in block.comments]
            found += [("hash" if code == 3 else "verdict", number, value) for code, value in block.options]
            named = {name: getattr(block, name) for name in ("flags", "drop_count", "packet_id", "queue")}
            found += [(name, number, value) for name, value in named.items() if value is not None]
    return sorted(found, key=str)


@given(st.lists(st.tuples(st.sampled_from("<>"), st.lists(ANY, max_size=12)), max_size=4), st.integers(1, 300))
def test_options_come_back_as_they_were_written(
    read: Callable[..., Read],
    sections: list[tuple[str, list[build.Packet | build.Obsolete | build.Simple | build.Block]]],
    window_bytes: int,
) -> None:
    """Of all kinds of packets, in sections of either byte order, however much is read at once."""
    parts = [part for order, blocks in sections for part in (build.Section(order), build.Interface(), *blocks)]

    capture = read(build.pcapng(*parts), window_bytes=window_bytes)

    assert tuple(said([block for _, blocks in sections for block in blocks])) == capture.options


@given(st.lists(PACKETS, min_size=64, max_size=90), st.sampled_from("<>"))
def test_many_packets_are_looked_at_together(
    read: Callable[..., Read], packets: list[build.Packet], order: str
) -> None:
    """An option of each a step: the same as one packet after the other."""
    assert tuple(said([*packets])) == read(build.pcapng(build.Section(order), *packets)).options


RAW = st.one_of(
    st.binary(max_size=40),
    # Codes that are known, and sizes that are nearly right.
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 12), st.binary(max_size=12)), max_size=4).map(
        lambda drawn: b"".join(struct.pack("<HH", code, size) + value for code, size, value in drawn)
    ),
)


@given(RAW, st.sampled_from("<>"), st.sampled_from([1, 63, 64, 80]))
def test_any_bytes_may_stand_where_options_do(
    read: Callable[..., Read], raw: bytes, order: str, n_packets: int
) -> None:
    """The packets stay, and one way of looking says what the other does."""
    raw += bytes(-len(raw) % 4)
    block = struct.pack(f"{order}5I", 0, 0, 0, 4, 4) + b"abcd" + raw
    blocks = [build.Block(6, block)] * n_packets

    alone = read(build.pcapng(build.Section(order), build.Interface(), build.Block(6, block))).options
    capture = read(build.pcapng(build.Section(order), build.Interface(), *blocks))

    assert n_packets == len(capture.packets)
    each = [(name, number, value) for number in range(n_packets) for name, _, value in alone]
    assert tuple(sorted(each, key=str)) == capture.options


@pytest.mark.parametrize("n_packets", [1, 64], ids=["one by one", "together"])
def test_nothing_is_read_of_an_option_that_claims_too_much(read: Callable[..., Read], n_packets: int) -> None:
    """Nor behind it; what stands before it is there, and the packet has a problem."""
    raw = struct.pack("<HH4sHH8s", 1, 4, b"kept", 1, 9, b"too much")
    block = build.Block(6, struct.pack("<5I", 0, 0, 0, 0, 0) + raw)

    capture = read(build.pcapng(build.Interface(), *[block] * n_packets))

    told = [("comment", "kept"), ("problem", "option 1 claims 9 bytes, 8 are left in its block")]
    assert sorted(told * n_packets) == sorted((name, value) for name, _, value in capture.options)
    assert (n_packets, None) == (len(capture.packets), capture.damage)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([(2, b"\1\0\0\0"), (2, b"\2\0\0\0")], [("flags", 1)]),
        ([(2, b"\1\0"), (2, b"\2\0\0\0")], [("flags", 2)]),
        ([(5, bytes(4))], []),
        ([(0x0BAD, b"x"), (1, b"kept")], [("comment", "kept")]),
        ([(0, b""), (1, b"behind the end")], []),
        ([(1, b"ends\0here")], [("comment", "ends")]),
    ],
)
def test_what_is_given_twice_or_has_another_length(
    read: Callable[..., Read], options: list[tuple[int, bytes]], found: list[tuple[str, object]]
) -> None:
    """The first of its own length counts; comments end at a NUL; what nobody knows is passed over."""
    capture = read(build.pcapng(build.Packet(b"abc", options=options)))

    assert found == [(name, value) for name, _, value in capture.options]


def test_the_drop_count_of_an_obsolete_block_stands_before_that_of_its_options(read: Callable[..., Read]) -> None:
    """As tshark has it."""
    both = build.Obsolete(b"abc", drop_count=7, options=[(4, struct.pack("<Q", 9))])
    option = build.Obsolete(b"abc", options=[(4, struct.pack("<Q", 9))])

    assert (("drop_count", 0, 7), ("drop_count", 1, 9)) == read(build.pcapng(both, option)).options


def test_a_simple_packet_behind_what_looks_like_options_has_none(read: Callable[..., Read]) -> None:
    """16 bytes before it stands what would be the head of an enhanced one."""
    trap = build.Block(0x0BAD, struct.pack("<4I", 0, 6, 200, 0))
    # Its type and its length would be a comment.
    behind = build.Block(0x0004_0001, bytes(160))

    assert () == read(build.pcapng(build.Interface(), trap, build.Simple(b"abcd"), behind)).options


@pytest.mark.parametrize("n_packets", [1, 64], ids=["one by one", "together"])
def test_time_grows_with_the_options(n_packets: int) -> None:
    """A MiB of empty options, and two; the best of a few rounds, for others may be at work on the machine."""

    def seconds(n: int) -> float:
        options = bytes.fromhex("ad0b0000") * (n // n_packets)
        block = build.Block(6, struct.pack("<5I", 0, 0, 0, 0, 0) + options)
        capture = build.pcapng(build.Interface(), *[block] * n_packets)
        with open_capture(capture, window_bytes=len(capture)) as reader:
            (records,) = reader
            started = time.process_time()
            assert {} == records.notes()
            return time.process_time() - started

    assert min(seconds(1 << 19) / seconds(1 << 18) for _ in range(5)) < 2.5
