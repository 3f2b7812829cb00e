"""What dpkt reads in TLS records."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Values = Callable[[bytes, str, int], dict[str, list[object]]]


SERVER_NAME = b"\x00\x00\x00\x10\x00\x0e\x00\x00\x0bexample.com"
HELLO = b"\x03\x03" + bytes(32) + b"\x00\x00\x02\x13\x01\x01\x00" + len(SERVER_NAME).to_bytes(2, "big") + SERVER_NAME


def handshake(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def record(kind: int, data: bytes) -> bytes:
    return bytes([kind, 3, 1]) + len(data).to_bytes(2, "big") + data


def test_a_client_hello_names_its_server(values_of: Values) -> None:
    values = values_of(record(22, handshake(1, HELLO)), "tcp", 443)

    assert ([22], [1], [0x0303]) == (
        values["tls.record.content_type"],
        values["tls.handshake.type"],
        values["tls.handshake.version"],
    )
    assert ["example.com"] == values["tls.handshake.extensions_server_name"]
    assert [0x1301] == values["tls.handshake.ciphersuite"]


def test_a_server_hello_chooses_one(values_of: Values) -> None:
    body = b"\x03\x03" + bytes(32) + b"\x00\x13\x01\x00"

    assert [0x1301] == values_of(record(22, handshake(2, body)), "tcp", 443)["tls.handshake.ciphersuite"]


def test_a_record_may_hold_several_messages(values_of: Values) -> None:
    assert [14, 14] == values_of(record(22, handshake(14, b"") * 2), "tcp", 443)["tls.handshake.type"]


def test_an_alert(values_of: Values) -> None:
    values = values_of(record(21, b"\x02\x28"), "tcp", 443)

    assert ([2], [40]) == (values["tls.alert_message.level"], values["tls.alert_message.desc"])


def test_what_is_encrypted_is_not_read(values_of: Values) -> None:
    """After the change of keys in this segment, and where it was in an earlier one."""
    values = values_of(record(20, b"\x01") + record(22, handshake(14, b"")) + record(22, b"\xee" * 40), "tcp", 443)

    assert [20, 22, 22] == values["tls.record.content_type"]
    assert "tls.handshake.type" not in values
    assert "tls.handshake.type" not in values_of(record(22, b"\xee" * 40), "tcp", 443)


def test_a_record_that_goes_on_elsewhere_is_told(values_of: Values) -> None:
    values = values_of(record(23, b"abc") + record(23, b"abc")[:6], "tcp", 443)

    assert ([23], [None]) == (values["tls.record.content_type"], values[""])
