"""What dpkt reads in a DNS message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Values = Callable[[bytes, str, int], dict[str, list[object]]]


NAME = b"\x07example\x03com\x00"
HEAD = b"\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00" + NAME + b"\x00\x01\x00\x01"


def record(kind: int, data: bytes) -> bytes:
    """An answer for the name of the question."""
    return b"\xc0\x0c" + kind.to_bytes(2, "big") + b"\x00\x01\x00\x00\x00\x3c" + len(data).to_bytes(2, "big") + data


def test_a_question_and_its_flags(values_of: Values) -> None:
    values = values_of(HEAD + record(1, bytes([127, 0, 0, 1])), "udp", 53)

    assert (["example.com"], [1]) == (values["dns.qry.name"], values["dns.qry.type"])
    assert ([1], [1], [0]) == (values["dns.flags.response"], values["dns.flags.recdesired"], values["dns.flags.rcode"])
    assert ([1], [1], [0x1234]) == (values["dns.count.queries"], values["dns.count.answers"], values["dns.id"])


def test_an_answer(values_of: Values) -> None:
    values = values_of(HEAD + record(1, bytes([127, 0, 0, 1])), "udp", 53)

    assert (["127.0.0.1"], [60], [4]) == (values["dns.a"], values["dns.resp.ttl"], values["dns.resp.len"])


def test_names_in_answers_are_unpacked(values_of: Values) -> None:
    values = values_of(HEAD + record(15, b"\x00\x0a\x04mail\xc0\x0c"), "udp", 53)

    assert ["mail.example.com"] == values["dns.mx.mail_exchange"]


def test_an_address_of_sixteen_bytes(values_of: Values) -> None:
    assert ["::1"] == values_of(HEAD + record(28, bytes(15) + b"\x01"), "udp", 53)["dns.aaaa"]


def test_texts(values_of: Values) -> None:
    assert ["ab", "c"] == values_of(HEAD + record(16, b"\x02ab\x01c"), "udp", 53)["dns.txt"]


def test_a_record_that_dpkt_knows_not_does_not_cost_the_message(values_of: Values) -> None:
    """Every mDNS message has one (NSEC, 47)."""
    assert [47] == values_of(HEAD + record(47, b"data"), "udp", 5353)["dns.resp.type"]


def test_over_tcp_a_length_comes_first(values_of: Values) -> None:
    message = HEAD + record(1, bytes(4))
    values = values_of(len(message).to_bytes(2, "big") + message, "tcp", 53)

    assert ([len(message)], ["example.com"]) == (values["dns.length"], values["dns.qry.name"])


def test_a_name_that_is_no_utf8_does_not_cost_the_message(values_of: Values) -> None:
    """It is shown with escapes; what stands behind it is read, and pointers lead where they led."""
    question = b"\x12\x34\x81\x80\0\x01\0\x02\0\0\0\0" + b"\x03a\xffb\x03com\0" + b"\0\x01\0\x01"
    values = values_of(question + record(1, bytes([127, 0, 0, 1])) + record(12, b"\x01x\xc0\x10"), "udp", 53)

    assert [r"a\xffb.com"] == values["dns.qry.name"]
    assert [r"a\xffb.com"] * 2 == values["dns.resp.name"]
    assert (["127.0.0.1"], ["x.com"]) == (values["dns.a"], values["dns.ptr.domain_name"])


def test_data_that_is_no_utf8_is_bytes(values_of: Values) -> None:
    """A text, and a name within a record."""
    values = values_of(HEAD + record(16, b"\x02a\xff"), "udp", 53)

    assert ([16], ["0261ff"]) == (values["dns.resp.type"], values["dns.data"])
    assert ["03c3283100"] == values_of(HEAD + record(2, b"\x03\xc3\x28\x31\0"), "udp", 53)["dns.data"]
