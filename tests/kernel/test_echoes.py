"""The loop over echo packets, beside its twin in numpy; what no capture has, beside a few lines of Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.analyses._echoes import ECHO, ERROR, Echoes
from pcapflow.kernel import IS_BUILT, VARIABLE
from pcapflow.table import PLACE
from pcapflow.testing import build
from pcapflow.testing.conformance import ping_captures, run

if not IS_BUILT:
    pytest.skip("the kernel was not built", allow_module_level=True)

from pcapflow.kernel import _echoes as kernel
from pcapflow.kernel._flows import SECRET_BYTES, Flows

if TYPE_CHECKING:
    from pcapflow.table import PacketTable

# -- what it finds in captures is what the twin finds ----------------------------------------------------------------


class Found:
    """An analysis of which the rows are all that is wanted."""

    def __init__(self) -> None:
        self.echoes = Echoes()

    def update(self, table: PacketTable) -> None:
        self.echoes.update(table)

    def result(self) -> Echoes:
        return self.echoes


def rows_of(capture: bytes, choice: str) -> tuple[Any, ...]:
    """Everything that `Echoes` found."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, choice)
        echoes = run(Found(), capture, window_bytes=1 << 13)
        return (
            np.concatenate([np.empty(0, ECHO), *echoes.echo]).tolist(),
            np.concatenate([np.empty(0, ERROR), *echoes.errors]).tobytes(),
            echoes.flows,
            echoes.points.names,
            echoes.n_cut,
            echoes.fragments.n_bytes,
        )


def echo_mixture(n: int, seed: int) -> bytes:
    """Everything that has to do with echo packets, one in a hundred with a few bytes changed."""
    random = np.random.default_rng(seed)
    message, message6 = build.icmp_echo(bytes(range(9, 50)), ident=3), build.icmpv6_echo(bytes(56), seq=9)
    usual, usual6 = build.ipv4(message), build.ipv6(message6)
    usual_ones = [
        *(build.ethernet(each) for each in (usual, usual6, build.ipv4(build.tcp()), build.ipv6(build.udp(b"x")))),
        *(pack(ident=ident, seq=7).data for ident in range(5) for pack in (build.ping, build.pong)),
        *(build.ethernet(build.ipv4(carried)) for carried in (usual, usual6)),
        *(build.ethernet(build.ipv6(carried)) for carried in (usual, usual6)),
        build.ethernet(build.vlan(build.ipv4(build.icmp_echo(bytes(3), reply=True), ttl=9))),
        build.ethernet(build.ipv6(build.hop_by_hop(message6))),
        build.ethernet(build.arp(src="172.17.0.2", dst="172.17.0.9")),
        build.ethernet(build.ipv4(build.icmp_error(usual))),
        build.ethernet(build.ipv6(build.icmpv6_error(usual6))),
    ]
    others = [
        build.ethernet(build.ipv4(bytes(message), proto=1, flags=1)),
        build.ethernet(build.ipv4(bytes(message), proto=1, frag_offset=1480)),
        build.ethernet(build.ipv6(build.fragment(message6))),
    ]
    packets = []
    for kind, rare in zip(random.integers(0, len(usual_ones), n).tolist(), random.random(n).tolist(), strict=True):
        data = bytearray(usual_ones[kind] if rare > 0.002 else others[kind % len(others)])
        wire = len(data)
        if random.random() < 0.01:
            for at in random.integers(12, len(data), 2).tolist():
                data[at] = int(random.integers(0, 256))
        packets.append(build.Packet(bytes(data[: 30 + kind] if rare > 0.9995 else data), 0, wire))
    return build.capture(*packets)


@pytest.mark.parametrize("seed", range(4))
def test_twins_agree_on_mixtures(seed: int) -> None:
    """Usual tables and others, tunnels, quotes, fragments, packets that were cut or changed."""
    capture = echo_mixture(25_000, seed)

    twin = rows_of(capture, "numpy")
    assert twin == rows_of(capture, "compiled")
    assert len(twin[0]) > 1000


@given(capture=ping_captures())
def test_twins_agree_on_everything_that_happens_to_pings(capture: bytes) -> None:
    """Cooked packets, whose points each say."""
    assert rows_of(capture, "numpy") == rows_of(capture, "compiled")


# -- whatever it is told, it stays within what it is given -----------------------------------------------------------


class Given(NamedTuple):
    """What `collect` is called with; a layer is its places, and its headers one behind the other."""

    echo: tuple[Any, Any]
    message: tuple[Any, Any]
    v4: tuple[Any, Any]
    v6: tuple[Any, Any]
    number: Any
    time_ns: Any
    timed: Any
    captured: Any
    packet_start: Any
    window: Any
    has_pseudo: bool


SIZES = {"echo": 4, "message": 4, "v4": 20, "v6": 40}
N_PACKETS = 3
POINT = 7


def array_of(data: bytes) -> Any:
    """In an allocation of its own, without a byte behind the last: the sanitizers see a step beyond it."""
    return np.frombuffer(bytearray(data), np.uint8)


def collected(given: Given) -> Any:
    """The rows; None where there is a fragment."""
    found = np.empty(len(given.echo[0]), ECHO)
    n = kernel.collect(Flows(bytes(SECRET_BYTES)), found, POINT, *given)
    return None if n == kernel.NOT_USUAL else found[:n].tolist()


def last_before(layer: tuple[Any, Any], size: int, packet: int, depth: int) -> tuple[Any, bytes] | None:
    """Place and bytes of the header that stands nearest before a depth."""
    place, data = layer
    before = [at for at, row in enumerate(place) if row["packet"] == packet and row["depth"] < depth]
    if not before:
        return None
    at = before[-1]
    return [int(part) for part in place[at]], data[at * size : (at + 1) * size].tobytes()


def expected(given: Given) -> Any:
    """What `collect` says that it does."""
    place, data = given.v4
    for at, row in enumerate(place):
        if int.from_bytes(data[at * 20 + 6 : at * 20 + 8].tobytes(), "big") & 0x3FFF and not row["quoted"]:
            return None
    found: list[Any] = []
    flows: dict[Any, int] = {}
    for at, echo in enumerate(given.echo[0]):
        packet, depth = int(echo["packet"]), int(echo["depth"])
        above = last_before(given.message, 4, packet, depth)
        if echo["quoted"] or above is None:
            continue
        (_, start, stop, _, message_depth, _), kind = above
        v4 = last_before(given.v4, 20, packet, message_depth)
        v6 = last_before(given.v6, 40, packet, message_depth)
        is_v6 = v6 is not None and (v4 is None or v6[0][4] > v4[0][4])
        carrier = v6 if is_v6 else v4
        if carrier is None:
            continue
        (_, ip_start, _, ip_size, *_), header = carrier
        ends = (header[8:24], header[24:]) if is_v6 else (header[12:16] + bytes(12), header[16:] + bytes(12))
        is_reply = kind[0] in {0, 129}
        ident, seq = (given.echo[1][at * 4 + part : at * 4 + part + 2].tobytes() for part in (0, 2))
        key = (is_v6, *ends[:: -1 if is_reply else 1], ident)
        n_bytes = stop - start
        pseudo = b"".join(ends) + (n_bytes % 2**32).to_bytes(4, "big") + bytes([0, 58]) if given.has_pseudo else b""
        found.append(
            (
                *(int(column[packet]) for column in (given.number, given.time_ns)),
                *(flows.setdefault(key, len(flows)), POINT, n_bytes % 2**32),
                *(int.from_bytes(word, "big") for word in (seq, kind[2:])),
                *(min(start - ip_start, 255) % 2**16, header[7 if is_v6 else 8]),
                -1 if is_v6 else verdict(given, packet, ip_start, ip_size),
                verdict(given, packet, start, n_bytes, pseudo),
                *(bool(given.timed[packet]), is_reply, False),
            )
        )
    return found


def verdict(given: Given, packet: int, start: int, n_bytes: int, pseudo: bytes = b"") -> int:
    """Whether a checksum is right, by RFC 1071."""
    first = int(given.packet_start[packet])
    if n_bytes <= 0 or start + n_bytes > given.captured[packet]:
        return -1
    if first < 0 or first + start + n_bytes > len(given.window):
        return -1
    data = pseudo + given.window[first + start : first + start + n_bytes].tobytes() + bytes(n_bytes % 2)
    total = sum(int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))
    return int(total > 0 and total % 0xFFFF == 0)


BEGINS = st.one_of(st.integers(0, 9), st.integers(0, 9), st.sampled_from([40, 2**31, 2**32 - 1]))
ENDS = st.one_of(st.integers(8, 40), st.integers(8, 40), st.sampled_from([0, 2**31, 2**32 - 1]))
HEADER_BYTES = st.one_of(st.integers(1, 40), st.sampled_from([0, 65535]))
KINDS = st.one_of(
    st.sampled_from(["v4 message echo", "v6 message echo", "v4 v6 message echo", "v6 v4 message echo"]).map(str.split),
    st.lists(st.sampled_from(sorted(SIZES)), max_size=6),
)


@st.composite
def places_in_order(draw: st.DrawFn) -> dict[str, list[Any]]:
    """Of headers whose layers and depths make sense; where they begin and end may make none."""
    rows: dict[str, list[Any]] = {name: [] for name in SIZES}
    for packet in range(N_PACKETS):
        for depth, name in enumerate(draw(KINDS)):
            is_quoted = draw(st.integers(0, 9)) > 8
            rows[name].append((packet, draw(BEGINS), draw(ENDS), draw(HEADER_BYTES), depth, is_quoted))
    return rows


ANY_PLACE = st.tuples(
    st.integers(0, N_PACKETS + 1), BEGINS, ENDS, st.integers(0, 65535), st.integers(0, 255), st.booleans()
)
ANY_PLACES = st.fixed_dictionaries(dict.fromkeys(SIZES, st.lists(ANY_PLACE, max_size=6)))


@st.composite
def calls(draw: st.DrawFn, places: st.SearchStrategy[dict[str, list[Any]]]) -> Given:
    """Offsets and lengths that may be anything."""
    layers = {}
    for name, rows in draw(places).items():
        n_header_bytes = len(rows) * SIZES[name]
        headers = array_of(draw(st.binary(min_size=n_header_bytes, max_size=n_header_bytes)))
        if name == "v4":
            # Few are fragments.
            headers[6::20], headers[7::20] = draw(st.sampled_from([0, 0, 0x80, 0x20])), 0
        if name == "message":
            headers[::4] = [draw(st.sampled_from([0, 8, 128, 129])) for _ in rows]
        layers[name] = np.array(rows, PLACE), headers
    # Of 0xFF every sum is right.
    n_bytes = draw(st.sampled_from([80, 80, 60, 20, 0]))
    window = draw(st.sampled_from([b"\xff" * n_bytes, bytes(range(n_bytes))]))
    n = N_PACKETS
    captured = st.sampled_from([n_bytes, n_bytes, n_bytes // 4, 2**32, 2**63 - 1, -1])
    starts = st.sampled_from([0, 0, 0, n_bytes // 2, n_bytes, -1, -1, -(2**63)])
    return Given(
        **layers,
        number=np.arange(1, n + 1),
        time_ns=np.arange(n) * -(10**18),
        timed=np.array([1, 0, 1], np.uint8),
        captured=np.array(draw(st.lists(captured, min_size=n, max_size=n)), np.int64),
        packet_start=np.array(draw(st.lists(starts, min_size=n, max_size=n)), np.int64),
        window=array_of(window),
        has_pseudo=draw(st.booleans()),
    )


@given(given=calls(places_in_order()))
def test_rows_are_what_the_places_say(given: Given) -> None:
    """Wherever headers, packets and windows end: a checksum over bytes that are not there is not judged."""
    assert expected(given) == collected(given)


@given(given=calls(ANY_PLACES))
def test_places_in_disorder_do_no_harm(given: Given) -> None:
    """Of packets that are there or not."""
    is_beyond = any(packet >= N_PACKETS for packet, *_, quoted in given.echo[0].tolist() if not quoted)
    try:
        rows = collected(given)
    except IndexError:
        assert is_beyond
    else:
        assert rows is None or not is_beyond  # a fragment is seen first


# -- what does not fit is refused ------------------------------------------------------------------------------------


def request(**others: Any) -> Given:
    """One packet: an echo request in IPv4, of which every sum is right."""

    def layer(start: int, stop: int, size: int, depth: int, header: bytes) -> tuple[Any, Any]:
        return np.array([(0, start, stop, size, depth, False)], PLACE), array_of(header)

    nothing = np.zeros(0, PLACE), array_of(b"")
    header = bytes.fromhex("4500001c000000000900000001010101") + bytes.fromhex("02020202")
    plain = Given(
        echo=layer(24, 28, 4, 2, bytes([0, 5, 0, 6])),
        message=layer(20, 28, 4, 1, bytes([8, 0, 1, 2])),
        v4=layer(0, 28, 20, 0, header),
        v6=nothing,
        number=np.array([3]),
        time_ns=np.array([4]),
        timed=np.ones(1, np.uint8),
        captured=np.array([28]),
        packet_start=np.array([0]),
        window=array_of(b"\xff" * 28),
        has_pseudo=False,
    )
    return plain._replace(**others)


def test_a_request_is_a_row() -> None:
    """Its number, time, flow, point, length, sequence number, checksum, the rest of its headers."""
    assert [(3, 4, 0, POINT, 8, 6, 0x0102, 20, 9, 1, 1, True, False, False)] == collected(request())


@pytest.mark.parametrize(
    ("others", "header_right", "sum_right"),
    [
        ({"captured": 27}, 1, -1),
        ({"captured": 19}, -1, -1),
        ({"window": 27}, 1, -1),
        ({"window": 19}, -1, -1),
        ({"packet_start": 1}, 1, -1),
        ({"packet_start": -1}, -1, -1),
        ({"message": 20}, 1, -1),
    ],
)
def test_what_is_not_all_there_is_not_judged(others: dict[str, int], header_right: int, sum_right: int) -> None:
    """One byte is missing at the end, or before the window; or there is none."""
    ((name, value),) = others.items()
    column: Any = np.array([value])
    if name == "window":
        column = array_of(b"\xff" * value)
    if name == "message":
        column = request().message
        column[0]["stop"] = value

    (row,) = collected(request(**{name: column}))
    assert (header_right, sum_right) == row[9:11]


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("more", [-1, 1])
def test_headers_of_another_length_are_refused(name: str, more: int) -> None:
    """As many bytes as the places say, and none besides."""
    place, _ = getattr(request(), name)
    place = place if len(place) else np.zeros(1, PLACE)

    with pytest.raises(ValueError, match="arrays of different lengths"):
        collected(request(**{name: (place, np.zeros(len(place) * SIZES[name] + more, np.uint8))}))


@pytest.mark.parametrize("name", ["number", "time_ns", "timed", "captured", "packet_start"])
@pytest.mark.parametrize("n", [0, 2])
def test_columns_of_different_lengths_are_refused(name: str, n: int) -> None:
    """One value for each packet."""
    column = getattr(request(), name)

    with pytest.raises(ValueError, match="arrays of different lengths"):
        collected(request(**{name: np.zeros(n, column.dtype)}))


@pytest.mark.parametrize("name", ["echo", "message", "v4", "v6", "number", "timed", "window"])
def test_arrays_of_another_kind_are_refused(name: str) -> None:
    """Complex numbers are nowhere to be found."""
    wrong = np.zeros(1, np.complex128)

    with pytest.raises(ValueError, match="Buffer dtype mismatch"):
        collected(request(**{name: (wrong, wrong) if name in SIZES else wrong}))


@pytest.mark.parametrize("start", [29, 2**62, 2**63 - 1])
def test_a_packet_beyond_the_window_is_refused(start: int) -> None:
    """However far: no sum of offsets becomes so large that it is small again."""
    with pytest.raises(IndexError):
        collected(request(packet_start=np.array([start])))


def test_a_header_of_no_packet_is_refused() -> None:
    """Nothing would be its time."""
    place = request().echo[0].copy()
    place["packet"] = 1

    with pytest.raises(IndexError):
        collected(request(echo=(place, request().echo[1])))


def test_without_flows_or_room_nothing_is_collected() -> None:
    """Room for every echo, also for those that are quoted."""
    with pytest.raises(ValueError, match="an array is too short"):
        kernel.collect(Flows(bytes(SECRET_BYTES)), np.empty(0, ECHO), POINT, *request())
    with pytest.raises(TypeError):
        kernel.collect(None, np.empty(1, ECHO), POINT, *request())  # type: ignore[arg-type]  # that is the test


@pytest.mark.parametrize("byte", [0x20, 0x1F, 0x40, 0x80])
@pytest.mark.parametrize("is_quoted", [False, True])
def test_a_fragment_is_not_usual(byte: int, is_quoted: bool) -> None:
    """More are to come, or there is an offset; a packet that must not be one is none, and an error may quote one."""
    place, header = request().v4
    header[6], place["quoted"] = byte, is_quoted

    assert (byte < 0x40 and not is_quoted) is (collected(request(v4=(place, header))) is None)
