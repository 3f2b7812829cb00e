from __future__ import annotations

import io

import dpkt
import numpy as np
import pytest
from hypothesis import given

from pcapflow.analyses._echoes import Echoes, echo_packets
from pcapflow.analyses._flows import Flow
from pcapflow.files import open_capture
from pcapflow.layers import Cursor, decode, tables
from pcapflow.testing import build
from pcapflow.testing.conformance import ping_captures, run


class Found:
    """What the rows say."""

    def __init__(self) -> None:
        self.echoes = Echoes()
        self.packets: list[int] = []

    def update(self, table: object) -> None:
        self.echoes.update(table)  # type: ignore[arg-type]  # run gives tables
        self.packets += table.number[echo_packets(table)].tolist()  # type: ignore[attr-defined, arg-type]  # see above

    def result(self) -> Found:
        return self


def found(*packets: bytes | build.Packet, linktype: int = 1) -> Echoes:
    result = run(Found(), build.capture(*packets, linktype=linktype))
    assert isinstance(result, Found)
    return result.echoes


def test_a_request_and_its_reply_are_of_one_flow() -> None:
    """Who asks, who is asked, under which identifier, in both directions."""
    echoes = found(build.ping(ident=7, seq=3, ttl=64), build.pong(ident=7, seq=3, ttl=63))

    assert [Flow(4, "172.17.0.2", "172.17.0.3", 7)] == echoes.flows
    rows = echoes.echo[0]
    assert ([False, True], [3, 3], [64, 63], [64, 64], [20, 20]) == tuple(
        rows[name].tolist() for name in ("reply", "seq", "ttl", "n_bytes", "header_bytes")
    )


def test_the_nearest_ip_header_counts() -> None:
    """In a tunnel the addresses and the TTL are those of the inner header."""
    inner = build.ipv4(build.icmp_echo(b""), src="10.0.0.1", dst="10.0.0.2", ttl=9)
    outer = build.ipv6(inner, src="fd00::1", dst="fd00::2", hlim=200)

    echoes = found(build.ethernet(outer))

    assert [Flow(4, "10.0.0.1", "10.0.0.2", 1)] == echoes.flows
    assert [9] == echoes.echo[0]["ttl"].tolist()


def test_the_nearest_ip_header_may_be_of_either_version() -> None:
    """IPv6 within IPv4."""
    inner = build.ipv6(build.icmpv6_echo(b""), src="fd00::1", dst="fd00::2", hlim=9)

    echoes = found(build.ethernet(build.ipv4(inner, ttl=200)))

    assert [Flow(6, "fd00::1", "fd00::2", 1)] == echoes.flows
    assert [9] == echoes.echo[0]["ttl"].tolist()


def test_an_error_about_an_error_is_about_no_request() -> None:
    """Nobody sends such (RFC 1122 section 3.2.2)."""
    quoted = build.ipv4(build.icmp_error(build.ipv4(build.icmp_echo(b""))))

    assert [] == found(build.ethernet(build.ipv4(build.icmp_error(quoted)))).errors


def test_what_is_quoted_is_no_echo_packet() -> None:
    """It is an error about one: of its flow and number, from who sent it."""
    quoted = build.ipv4(build.icmp_echo(b"", ident=5, seq=8), src="172.17.0.2", dst="10.9.9.9")
    error = build.ipv4(build.icmp_error(quoted, code=4, rest=1300), src="172.17.0.1", dst="172.17.0.2")

    echoes = found(build.ethernet(error))

    assert [] == echoes.echo
    assert [Flow(4, "172.17.0.2", "10.9.9.9", 5)] == echoes.flows
    row = echoes.errors[0][0]
    assert (8, 3, 4, 1300) == tuple(int(row[name]) for name in ("seq", "type", "code", "rest"))
    assert [172, 17, 0, 1] == row["source"][:4].tolist()


@pytest.mark.parametrize(
    ("kind", "code", "rest", "said"),
    [(5, 1, 0x0A000001, 0x0A000001), (12, 0, 20 << 24, 20), (11, 0, 0xFFFF, 0)],
)
def test_the_second_word_of_an_error_is_read_by_its_type(kind: int, code: int, rest: int, said: int) -> None:
    """Gateway, pointer; a word that means nothing is 0."""
    error = build.icmp_error(build.ipv4(build.icmp_echo(b"")), type=kind, code=code, rest=rest)

    assert said == found(build.ethernet(build.ipv4(error))).errors[0]["rest"][0]


def test_an_error_about_a_reply_is_about_no_request() -> None:
    """Nobody who pings is told."""
    quoted = build.ipv4(build.icmp_echo(b"", reply=True))

    assert [] == found(build.ethernet(build.ipv4(build.icmp_error(quoted)))).errors


def test_errors_of_ipv6_have_their_word() -> None:
    """The MTU of "packet too big"."""
    quoted = build.ipv6(build.icmpv6_echo(b""), dst="fd01::9")
    error = build.ipv6(build.icmpv6_error(quoted, type=2, code=0, rest=1280), src="fd00::1", dst="fd00::2")

    row = found(build.ethernet(error)).errors[0][0]

    assert (2, 0, 1280, 6) == tuple(int(row[name]) for name in ("type", "code", "rest", "family"))


def test_an_echo_that_is_cut_before_its_number_is_counted() -> None:
    """Without a number it is in no session."""
    whole = build.ping().data

    echoes = found(build.Packet(whole[:40], 0, len(whole)))

    assert (1, []) == (echoes.n_cut, echoes.echo)


@given(capture=ping_captures())
def test_echo_packets_are_those_of_dpkt(capture: bytes) -> None:
    """Each whole packet that dpkt calls an echo is one here, with its identifier and number."""
    cursor, mine = Cursor(), []
    echoes = Echoes()
    with open_capture(capture) as reader:
        for records in reader:
            table = decode(records, tables(), cursor)
            echoes.update(table)
            mine += table.number[echo_packets(table)].tolist()
    rows = np.concatenate(
        [np.empty(0, [("number", int), ("seq", int)]), *(part[["number", "seq"]] for part in echoes.echo)]
    )

    expected = []
    for number, (_, data) in enumerate(dpkt.pcap.Reader(io.BytesIO(capture)), start=1):
        if len(data) == 44:
            continue
        ip = (dpkt.ip.IP if data[:2] == b"\x08\0" else dpkt.ip6.IP6)(data[20:]) if data[:2] != b"\x08\x06" else None
        message = ip.data if ip is not None else None
        if isinstance(message, dpkt.icmp.ICMP | dpkt.icmp6.ICMP6) and message.type in (0, 8, 128, 129):
            expected.append((number, message.data.seq))
    assert set(expected) <= {(int(row["number"]), int(row["seq"])) for row in rows}
    assert set(rows["number"].tolist()) <= set(mine)
