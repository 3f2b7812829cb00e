"""Single values of a packet, header by header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.forms import one_text
from pcapflow.packets._message import messages_of
from pcapflow.testing import build, vary

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.table import PacketTable


def test_a_part_of_a_header_belongs_to_it(table_of: Callable[..., PacketTable]) -> None:
    """``icmp.echo`` is a layer of its own, and no header of its own to people."""
    messages = messages_of(table_of(build.ping(seq=7)), 0)

    assert ["eth", "ip", "icmp"] == [message.spec.name for message in messages]
    assert ["icmp", "icmp.echo"] == [part.spec.name for part in messages[2].parts]
    assert 7 == messages[2].number("icmp.seq")


def test_places_are_bytes_of_the_packet(table_of: Callable[..., PacketTable]) -> None:
    icmp = messages_of(table_of(build.ping()), 0)[2]

    assert (34, 42, 98) == (icmp.start, icmp.body, icmp.stop)


def test_a_value_as_number_as_bytes_as_text(table_of: Callable[..., PacketTable]) -> None:
    ip = messages_of(table_of(build.ping()), 0)[1]

    assert 64 == ip.number("ip.ttl")
    assert bytes([172, 17, 0, 2]) == ip.address("ip.src")
    assert ("172.17.0.2", "0x0000") == (ip.text("ip.src"), ip.text("ip.id"))


def test_what_is_absent_is_none_or_empty(table_of: Callable[..., PacketTable]) -> None:
    """Of another layer, behind a cut, or under a condition that does not hold."""
    ethernet, ip = messages_of(table_of(build.ping().data[:24]), 0)

    assert (None, None, "") == (ip.number("tcp.srcport"), ip.address("ip.src"), ip.text("ip.src"))
    assert None is ethernet.number("eth.len")
    assert not ip.parts[0].is_whole


def test_a_quoted_header_says_so(table_of: Callable[..., PacketTable]) -> None:
    error = build.ethernet(build.ipv4(build.icmp_error(build.ipv4(build.udp()))))
    quoted = [message.quoted for message in messages_of(table_of(error), 0)]

    assert [False, False, False, True, True] == quoted


def test_every_value_is_the_columns(table_of: Callable[..., PacketTable]) -> None:
    """Read one by one, or as ``-T fields`` has them: the same texts."""
    packets = [data for layer in vary.LAYERS for linktype, data in vary.packets(layer, 10, seed=4) if linktype == 1]
    table = table_of(*packets)
    compared = 0
    for index in range(len(table)):
        texts: dict[str, list[str]] = {}
        for message in messages_of(table, index):
            for part in message.parts:
                listed: dict[str, list[tuple[int, str]]] = {}
                for spec in part.spec.columns:
                    first = part.raw(spec)
                    if spec.option is not None:
                        values = [(start, one_text(value, spec.form)) for value, start, _ in part.listed(spec)]
                        assert [text for _, text in values[:1]] == ([one_text(first, spec.form)] if values else [])
                    else:
                        values = [(0, one_text(first, spec.form))] if first is not None else []
                    listed.setdefault(spec.name, []).extend(values)
                for name, found in listed.items():
                    # Several declarations of one name stand between each other.
                    texts.setdefault(name, []).extend(text for _, text in sorted(found))
        texts = {name: found for name, found in texts.items() if found}
        compared += len(texts)
        assert texts == {name: table.texts(name)[index].split(",") for name in texts}
    assert compared > 1_000
