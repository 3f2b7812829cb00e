"""One packet: values, layers, problems."""

from __future__ import annotations

import pytest

import pcapflow as pf
from pcapflow.testing import build

CAP = pf.open(build.capture(build.ping(seq=7, at_ns=1_500, src="10.0.0.1", dst="10.0.0.2", ttl=63)))


@pytest.fixture
def packet() -> pf.Packet:
    return CAP[0]


def test_values_have_wiresharks_names(packet: pf.Packet) -> None:
    assert (7, 63, "10.0.0.1") == (packet["icmp.seq"], packet["ip.ttl"], packet["ip.src"])


def test_a_field_that_is_absent_is_a_key_error(packet: pf.Packet) -> None:
    with pytest.raises(KeyError, match=r"packet 1 has no tcp\.srcport"):
        packet["tcp.srcport"]


def test_get_has_a_default(packet: pf.Packet) -> None:
    assert 0 == packet.get("tcp.srcport", 0)


@pytest.mark.parametrize("name", ["icmp", "ip", "eth", "icmp.seq"])
def test_layers_and_fields_are_in_it(packet: pf.Packet, name: str) -> None:
    assert name in packet


@pytest.mark.parametrize("name", ["tcp", "udp", "tcp.srcport"])
def test_what_is_absent_is_not_in_it(packet: pf.Packet, name: str) -> None:
    assert name not in packet


def test_asking_for_what_nobody_knows_is_an_error(packet: pf.Packet) -> None:
    with pytest.raises(pf.FieldError):
        assert "no.such.field" in packet


def test_time_is_an_integer_of_nanoseconds(packet: pf.Packet) -> None:
    assert 1_500 == packet.time_ns
    assert "1970-01-01T00:00:00.000001500" == str(packet.time)


def test_layers_stand_outermost_first(packet: pf.Packet) -> None:
    assert ("eth", "ip", "icmp", "icmp.echo") == packet.layers


def test_a_whole_packet_has_no_problem(packet: pf.Packet) -> None:
    assert "" == packet.problem


def test_a_cut_packet_says_so() -> None:
    whole = build.ping(seq=1)
    cut = build.Packet(whole.data[:20], wire_bytes=len(whole.data))

    assert "cut short by the capture" == pf.open(build.capture(cut))[0].problem


def test_an_option_of_the_file_that_is_longer_than_its_block_is_a_problem() -> None:
    """Beside that of the headers; of a packet that is kept, too."""
    over = [build.Block(6, bytes(20) + b"\1\0\x64\0")] * 2
    kept, last = pf.open(build.pcapng(build.Interface(), *over))
    words = "cut short by its own length field; option 1 claims 100 bytes, 0 are left in its block"

    assert [words] * 2 == [kept.problem, last.problem]


def test_it_is_the_same_packet_however_it_was_come_by() -> None:
    passing = next(iter(CAP))

    assert {CAP[0]} == {passing, CAP.frame(1), CAP[:1][0]}


def test_a_packet_of_another_capture_is_another(packet: pf.Packet) -> None:
    assert packet != pf.open(build.capture(build.ping(seq=7)))[0]
    assert packet != 1


def test_it_is_shown_by_its_layers(packet: pf.Packet) -> None:
    assert "<Packet 1: eth > ip > icmp > icmp.echo, 98 bytes>" == repr(packet)


def test_its_line_is_that_of_show(packet: pf.Packet) -> None:
    assert next(CAP.lines()) == packet.line()
    assert "Echo (ping) request" in str(packet)


def test_dpkt_reads_what_was_captured(packet: pf.Packet) -> None:
    assert 63 == packet.to_dpkt().data.ttl
    assert packet.to_dpkt() is not packet.to_dpkt()


def test_what_dpkt_does_not_know_is_said() -> None:
    with pytest.raises(pf.PacketError, match="dpkt has no link type 127"):
        pf.open(build.capture(b"radio", linktype=127))[0].to_dpkt()


def test_an_invented_protocol_is_in_column_tree_line_and_fields() -> None:
    """One `Layer`, registered from one place, and nothing else changed."""
    from pcapflow.layers import Field, Layer, registered

    invented = Layer(
        "inv",
        "Invented Protocol",
        (Field("kind", "u1", "Kind"), Field("size", ">u2", "Size")),
        reached_by={"ip.proto": (253,)},
    )
    with registered(invented):
        cap = pf.open(build.capture(build.ethernet(build.ipv4(b"\x07\x01\x02rest", proto=253))))
        packet = cap[0]

        assert (7, 258) == (packet["inv.kind"], packet["inv.size"])
        assert "eth:ethertype:ip:inv" == packet["frame.protocols"]
        assert "Invented Protocol" in str(packet.tree())
        assert "Size: 258" in str(packet.tree())
        assert "inv.size [35:37]" in str(packet.tree())
        assert ["7"] == next(cap.iter_tables(["inv.kind"])).texts("inv.kind")
        assert ["inv.kind", "inv.size"] == [name for name, _, _ in pf.fields("inv.").fields]
    with pytest.raises(pf.FieldError):
        pf.open(build.capture())["inv.kind"]
