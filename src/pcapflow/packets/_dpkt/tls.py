"""Transport Layer Security. Spec: RFC 8446; server name: RFC 6066 section 3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pcapflow.packets._dpkt._guard import raised_by_dpkt
from pcapflow.packets._dpkt._nodes import ANY_PORT, Application, field, text_from
from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("TLS",)

_CONTENTS = {20: "Change Cipher Spec", 21: "Alert", 22: "Handshake", 23: "Application Data"}
_SERVER_NAME = 0
_HANDSHAKE_HEADER_BYTES = 4


def _looks_like(payload: bytes) -> bool:
    # A record's content type, version 3.0 to 3.4, and a length that a record may have (section 5.1, 5.2).
    header = payload[:5]
    return (
        len(header) == 5
        and header[0] in _CONTENTS
        and header[1] == 3
        and header[2] <= 4
        and 0 < int.from_bytes(header[3:], "big") <= 16_384 + 2_048
    )


def _read(payload: bytes) -> Iterator[TreeNode]:
    import dpkt.ssl

    records, n_read = dpkt.ssl.tls_multi_factory(payload)
    is_encrypted = False
    for record in records:
        yield _record(record, is_encrypted=is_encrypted)
        is_encrypted = is_encrypted or record.type == 20
    if n_read < len(payload):
        yield TreeNode(f"{len(payload) - n_read} bytes of a record that goes on in another segment")


def _record(record: Any, *, is_encrypted: bool) -> TreeNode:
    kind = _CONTENTS.get(record.type, f"content type {record.type}")
    fields = [
        field("Content type", "tls.record.content_type", record.type),
        field("Version", "tls.record.version", record.version),
        field("Length", "tls.record.length", record.length),
    ]
    if record.type == 21 and len(record.data) == 2:
        fields += [
            field("Level", "tls.alert_message.level", record.data[0]),
            field("Description", "tls.alert_message.desc", record.data[1]),
        ]
    elif record.type == 22 and not is_encrypted:
        try:
            fields += _handshakes(record.data)
        except raised_by_dpkt():
            # Keys may have changed in an earlier segment; a long message goes on in the next.
            fields.append(TreeNode("Encrypted, or a part of a handshake message"))
    return TreeNode(f"TLS record: {kind} ({record.length} bytes)", "tls.record", children=tuple(fields))


def _handshakes(data: bytes) -> list[TreeNode]:
    import dpkt.ssl

    nodes: list[TreeNode] = []
    while data:
        message = dpkt.ssl.TLSHandshake(data)
        nodes += _handshake(message)
        data = data[_HANDSHAKE_HEADER_BYTES + message.length :]
    return nodes


def _handshake(message: Any) -> Iterator[TreeNode]:
    yield field("Handshake type", "tls.handshake.type", message.type)
    yield field("Length", "tls.handshake.length", message.length)
    hello = message.data
    for label, name, attr in (
        ("Version", "tls.handshake.version", "version"),
        ("Random", "tls.handshake.random", "random"),
        ("Session ID", "tls.handshake.session_id", "session_id"),
    ):
        if hasattr(hello, attr):
            yield field(label, name, getattr(hello, attr))
    suites = getattr(hello, "ciphersuites", None) or [suite for suite in [getattr(hello, "ciphersuite", None)] if suite]
    for suite in suites:
        yield TreeNode(f"Cipher suite: {suite.name} ({suite.code:#06x})", "tls.handshake.ciphersuite", suite.code)
    for number, value in getattr(hello, "extensions", ()):
        yield field("Extension", "tls.handshake.extension.type", number)
        if number == _SERVER_NAME and len(value) > 5:
            # A list of one name: two bytes of length, one of type, two of length, the name.
            yield field("Server name", "tls.handshake.extensions_server_name", text_from(value[5:]))


TLS = Application("tls", "Transport Layer Security", _read, ANY_PORT, looks_like=_looks_like, most_bytes=65_536)
