"""The walk in numpy and the compiled one find the same: headers, places, cuts and verdicts."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench._mutants import invented
from bench._mutants.packets import seeds_of
from bench._mutants.twins import Comparison, Seen, compare, run, run_invented, window_of
from pcapflow.errors import PcapflowError
from pcapflow.files import open_capture
from pcapflow.kernel import IS_BUILT
from pcapflow.layers import (
    PEEK,
    Claim,
    Field,
    GoesOn,
    Key,
    Layer,
    Length,
    Partial,
    Problem,
    Tables,
    tables,
)
from pcapflow.layers._twin import TwinWalk
from pcapflow.testing import build, vary
from pcapflow.testing.strategies import mutated_captures

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from pcapflow.files import Records

if not IS_BUILT:
    pytest.skip("the kernel was not built", allow_module_level=True)


def found_in(*packets: Seen, layers: tuple[Layer, ...] = (), wanted: Collection[str] | None = None) -> Comparison:
    found = Comparison()
    compare([window_of(packets)], found, tables=Tables.of(layers) if layers else None, wanted=wanted)
    return found


def assert_same(*packets: Seen, layers: tuple[Layer, ...] = (), wanted: Collection[str] | None = None) -> None:
    assert [] == found_in(*packets, layers=layers, wanted=wanted).differences


def copied(records: Records) -> Records:
    """With bytes of its own."""
    return records.__class__(
        **{name: getattr(records, name) for name in records.__slots__} | {"window": records.window.copy()}
    )


def compare_file(source: Path | bytes, found: Comparison, window_bytes: int = 1 << 22) -> None:
    with open_capture(source, window_bytes=window_bytes) as reader:
        for records in reader:
            compare([records], found)


def of_all_layers(n: int, seed: int) -> list[Seen]:
    """Packets of each layer, and messages of every type; one in three is cut."""
    drawn = [packet for layer in vary.LAYERS for packet in vary.packets(layer, n, seed=seed)]
    dice = Random(seed)  # noqa: S311 - test data, no secret
    for kind in range(256):
        message = bytes([kind, 0]) + dice.randbytes(40)
        drawn.append((1, bytes(build.ethernet(build.ipv4(message, proto=1)))))
        drawn.append((1, bytes(build.ethernet(build.ipv6(message, nxt=58)))))
    return [
        Seen(linktype, data[: len(data) - at % 3 * 7], len(data), 4 * (at % 9 == 0))
        for at, (linktype, data) in enumerate(drawn)
    ]


# What recorded and drawn packets have.


def test_on_recorded_captures(data_dir: Path) -> None:
    """In large windows and in small ones."""
    found = Comparison()
    for path in sorted(data_dir.glob("*.pcap")):
        compare_file(path, found)
        compare_file(path, found, 300)

    assert [] == found.differences
    assert found.n_rows > 1_000


@pytest.mark.corpus
def test_on_other_peoples_captures(corpus_dir: Path) -> None:
    """Every file, every layer."""
    found = Comparison()
    for path in sorted(path for path in corpus_dir.rglob("*") if path.is_file()):
        try:
            compare_file(path, found)
        except PcapflowError:
            continue

    assert [] == found.differences
    assert found.n_packets > 10_000


def test_where_every_bit_varies() -> None:
    """Of every layer, of all link types in one window, with a frame check sequence or without, cut or whole."""
    found = found_in(*of_all_layers(200, seed=7))

    assert [] == found.differences
    assert found.n_cut > 200
    assert {layer.name for layer in tables().layers if layer.dtype.itemsize} == names_found(of_all_layers(200, seed=7))


def names_found(packets: list[Seen]) -> set[str]:
    walk = TwinWalk(tables(), None)
    walk.update(window_of(packets))
    return {name for name, rows in walk.take().rows.items() if len(rows)}


def test_on_damaged_packets(data_dir: Path) -> None:
    """Ten thousand; scripts/bench/twins has a million."""
    found = run(seeds_of(str(path) for path in sorted(data_dir.glob("*.pcap"))), 10_000, seed=1)

    assert [] == found.differences
    assert found.n_rows > 10_000
    assert found.n_cut > 200


@given(st.lists(st.tuples(st.sampled_from([0, 1, 101, 113, 147, 228, 229, 276]), st.binary(max_size=120))))
@settings(max_examples=200)
def test_on_any_bytes(packets: list[tuple[int, bytes]]) -> None:
    assert_same(*(Seen(linktype, data, len(data)) for linktype, data in packets))


@given(mutated_captures(), st.integers(20, 500))
@settings(max_examples=200)
def test_on_damaged_captures(capture: bytes, window_bytes: int) -> None:
    found = Comparison()
    try:
        compare_file(capture, found, window_bytes)
    except PcapflowError:
        return
    assert [] == found.differences


def test_wherever_a_packet_is_cut() -> None:
    """By the capture, or on the wire."""
    packets = [packet for layer in vary.LAYERS for packet in vary.packets(layer, 4, seed=9)]
    cuts = [Seen(linktype, data[:n], wire) for linktype, data in packets for n in range(len(data)) for wire in (n, 999)]

    assert_same(*cuts)


FILE = build.pcap(*(data for linktype, data in vary.packets("icmp", 12, seed=2)))


def test_wherever_a_window_ends() -> None:
    """A window for each number of bytes; many windows before they are taken."""
    for window_bytes in range(1, len(FILE)):
        found = Comparison()
        with open_capture(FILE, window_bytes=window_bytes) as reader:
            compare([copied(records) for records in reader], found)
        assert [] == found.differences
        assert 12 == found.n_packets


@pytest.mark.parametrize("wanted", [(), ("udp",), ("eth", "ip"), ("vlan", "icmp.echo", "tcp"), ("raw",)])
def test_where_some_layers_are_wanted(wanted: tuple[str, ...]) -> None:
    """The walk goes through the others."""
    found = found_in(*of_all_layers(20, seed=3), wanted=wanted)

    assert [] == found.differences
    assert bool(wanted and wanted != ("raw",)) == bool(found.n_rows)


# What packets claim of themselves.


@pytest.mark.parametrize("n_packets", [1, 3, 64, 65])
@pytest.mark.parametrize("n_tags", [62, 63, 64, 65, 200])
def test_on_packets_that_are_too_deep(n_tags: int, n_packets: int) -> None:
    """63 headers and the 64th; one in a block of packets, or all."""
    deep = build.Built(build.udp(b"data"))
    for _ in range(n_tags):
        deep = build.vlan(deep)
    packets = [build.ethernet(deep), build.ethernet(build.ipv4(build.udp(b"data"))), build.ethernet(deep)[:150]]
    found = found_in(*(Seen(1, bytes(packets[at % 3]), 2000) for at in range(n_packets)))

    assert [] == found.differences
    assert found.n_rows >= min(n_tags, 63) + 1


@pytest.mark.parametrize("wire_bytes", [0, 5, 20, 60, 2**32 - 1])
def test_where_the_wires_bytes_are_not_the_captured_ones(wire_bytes: int) -> None:
    """More, less, or all that a file can say."""
    packet = bytes(build.ethernet(build.ipv4(build.udp(b"data"))))

    assert_same(*(Seen(1, packet[:n], wire_bytes, fcs) for n in range(len(packet)) for fcs in (0, 4, 64)))


def test_on_packets_of_no_bytes() -> None:
    """Of link types that are known and of one that is not."""
    assert_same(*(Seen(linktype, b"", wire_bytes) for linktype in (0, 1, 101, 113, 147, 276) for wire_bytes in (0, 9)))


def test_on_link_types_beyond_all_tables() -> None:
    assert_same(*(Seen(linktype, b"abcd", 4) for linktype in (-1, 65_535, 65_536, 1 << 20)))


def test_on_no_packets() -> None:
    assert_same()


# Rules that no protocol of this version has, or not alone: invented layers.


def start(*fields: Field, **rules: object) -> Layer:
    """The first header of link type 200."""
    return Layer("start", "Start", fields, reached_by={"linktype": (200,), "back": (1,)}, **rules)  # type: ignore[arg-type]  # the rules' names are those of a layer


BYTE, WORD, LITTLE, LONG = Field("byte", "u1"), Field("word", ">u2"), Field("little", "<u2"), Field("long", ">u4")
ANY_PROBLEM = Problem.NOT_FIRST_FRAGMENT
END = Layer("end", "End", (Field("last", "u1"),), reached_by={"kind": (2, 7), "other": (3,)})
INVENTED: dict[str, tuple[Layer, ...]] = {
    "a little-endian key": (start(LITTLE, next_key=(Key("little", "kind"),)), END),
    "a little-endian key of four bytes": (
        start(Field("long", "<u4"), next_key=(Key("long", "kind", mask=0xFF00, shift=8),)),
        END,
    ),
    "a key across two bytes of four": (start(LONG, next_key=(Key("long", "kind", mask=0x0007F800, shift=11),)), END),
    "two keys": (start(BYTE, WORD, next_key=(Key("word", "other"), Key("byte", "kind"))), END),
    "three keys, two of the same bytes": (
        start(BYTE, WORD, next_key=(Key("byte", "kind"), Key("byte", "other"), Key("word", "kind"))),
        END,
    ),
    "a key of which one demands": (
        start(BYTE, WORD, next_key=(Key("byte", "kind", demands=True), Key("byte", "other"))),
        END,
    ),
    "a constant that demands": (start(BYTE, next_key=(Key(7, "kind", demands=True),)), END),
    "a peek": (start(BYTE, next_key=(Key(PEEK, "kind"),)), END),
    "a peek behind a key": (start(BYTE, next_key=(Key("byte", "other"), Key(PEEK, "kind", mask=0x70, shift=4))), END),
    "a layer of no bytes": (start(next_key=(Key(PEEK, "kind", mask=7),)), END),
    "a layer of no bytes that leads to itself": (start(next_key=(Key(PEEK, "kind", mask=7), Key(1, "back"))), END),
    "a layer of no bytes within": (
        start(BYTE, next_key=(Key("byte", "inner", mask=3),)),
        Layer("none", "None", (), next_key=(Key(PEEK, "kind"), Key(1, "back")), reached_by={"inner": (1, 2)}),
        END,
    ),
    "an end": (start(BYTE, next_key=(Key("byte", "kind", mask=7),), ends={"kind": (0, 1)}), END),
    "a space that falls back": (
        start(BYTE, next_key=(Key("byte", "kind", mask=7),), falls_back={"kind": "other"}),
        END,
    ),
    "two conditions": (
        start(
            BYTE,
            WORD,
            goes_on=(
                GoesOn("byte", (0, 1, 2, 7), ANY_PROBLEM, 7),
                GoesOn("word", (0, 1, 0x200), Problem.UNKNOWN_NEXT),
            ),
            next_key=(Key(2, "kind"),),
        ),
        END,
    ),
    "two conditions of the same bytes": (
        start(
            BYTE,
            goes_on=(GoesOn("byte", (1, 2), ANY_PROBLEM, 7), GoesOn("byte", (0,), Problem.UNKNOWN_NEXT, 0x80)),
            next_key=(Key(2, "kind"),),
        ),
        END,
    ),
    "conditions in the order in which they stand": (
        start(
            BYTE,
            WORD,
            goes_on=(
                GoesOn("byte", (1, 2), ANY_PROBLEM, 7),
                GoesOn("word", (0, 1), Problem.UNKNOWN_NEXT),
                GoesOn("byte", (0,), Problem.IMPOSSIBLE_LENGTH, 0x80),
            ),
            next_key=(Key(2, "kind"),),
        ),
        END,
    ),
    "parts and conditions": (
        start(
            BYTE,
            WORD,
            partial=(Partial("fragment", "byte", 1), Partial("quote", "word", 0x0100)),
            goes_on=(GoesOn("word", (0, 0x100, 7), ANY_PROBLEM),),
            next_key=(Key(2, "kind", demands=True), Key("byte", "back")),
        ),
        END,
    ),
    "a quote of itself": (start(WORD, partial=(Partial("quote"),), next_key=(Key(1, "back"),)),),
    "a header that leads to itself": (start(BYTE, next_key=(Key(1, "back"),)),),
    "a header that leads to itself, or beyond": (start(BYTE, next_key=(Key("byte", "back"), Key("byte", "kind"))), END),
    "a little-endian claim": (start(LITTLE, total_bytes=Claim("little"), next_key=(Key(1, "back"),)),),
    "a claim that 0 leaves open": (
        start(WORD, total_bytes=Claim("word", add=2, zero_is_open=True), next_key=(Key(1, "back"),)),
    ),
    "a claim below a number": (start(WORD, total_bytes=Claim("word", below=0x300), next_key=(Key(1, "back"),)),),
    "a claim with less than the header": (start(WORD, total_bytes=Claim("word", add=-4), next_key=(Key(1, "back"),)),),
    "a header as long as it says": (
        start(BYTE, header_bytes=Length("byte", lambda value: (value & 7) * 2), next_key=(Key(1, "back"),)),
    ),
    "a header as long as a little-endian word": (
        start(LITTLE, header_bytes=Length("little", lambda value: value), next_key=(Key(2, "kind"),)),
        END,
    ),
    "a header with less than no bytes": (
        start(BYTE, header_bytes=Length("byte", lambda value: value - 4), next_key=(Key(1, "back"),)),
    ),
    "a header of 40 bytes": (start(BYTE, Field("rest", "39u1"), next_key=(Key(1, "back"),)),),
    "a header of 64 bytes": (start(BYTE, Field("rest", "63u1"), next_key=(Key(1, "back"),)),),
    "a header of 65 bytes": (start(BYTE, Field("rest", "64u1"), next_key=(Key(1, "back"),)),),
    "a header of 256 bytes": (start(BYTE, Field("rest", "255u1"), next_key=(Key(2, "kind"),)), END),
    "a link type that ends": (start(BYTE, ends={"linktype": (201,)}),),
}


@pytest.mark.parametrize("layers", INVENTED.values(), ids=INVENTED)
def test_rules_that_no_protocol_has(layers: tuple[Layer, ...]) -> None:
    """On bytes in which small numbers are frequent, many packets of them at once and each alone."""
    dice = Random(1)  # noqa: S311 - test data, no secret
    datas = [invented.packet(dice) for _ in range(400)]
    packets = [Seen(200 + (at % 50 == 0), data, len(data) + at % 3) for at, data in enumerate(datas)]
    found = found_in(*packets, layers=layers)

    assert [] == found.differences
    assert found.n_rows
    for packet in packets[:100]:
        assert_same(packet, layers=layers)


def test_any_rules() -> None:
    """Fifty lists of layers at random, with two hundred packets each; scripts/bench/twins has more."""
    found = run_invented(10_000, seed=3)

    assert [] == found.differences
    assert found.n_rows > 10_000
    assert found.n_cut > 1_000


def test_a_difference_is_found() -> None:
    """In a header, in a verdict: the comparison is not blind."""
    window = window_of([Seen(1, bytes(build.ethernet(build.ipv4(build.udp()))), 42)] * 3)
    other = copied(window)
    other.window[60] ^= 1
    found, update = Comparison(), TwinWalk.update

    def lied_to(self: TwinWalk, _records: Records) -> None:
        update(self, other)

    def lying(self: TwinWalk, records: Records) -> None:
        update(self, records)
        self._windows[0].problem[2] = 3

    for one in (lied_to, lying):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(TwinWalk, "update", one)
            compare([window], found)

    assert 2 == found.n_different
    assert " ip header of row 1 (packet 1):" in found.differences[0]
    assert " problem of 1 packets, the first 2: 0, numpy 3" == found.differences[1]
