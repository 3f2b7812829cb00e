"""Trivial File Transfer Protocol: its first packet, which goes to the well-known port. Spec: RFC 1350."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.packets._dpkt._nodes import Application, field, text_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.results import TreeNode

__all__ = ("TFTP",)

_FIELDS = (
    ("File", "tftp.source_file", "filename"),
    ("Type", "tftp.type", "mode"),
    ("Block", "tftp.block", "block"),
    ("Error code", "tftp.error.code", "errcode"),
    ("Error message", "tftp.error.message", "errmsg"),
)


def _read(payload: bytes) -> Iterator[TreeNode]:
    import dpkt.tftp

    message = dpkt.tftp.TFTP(payload)
    yield field("Opcode", "tftp.opcode", message.opcode)
    for label, name, attr in _FIELDS:
        if (value := getattr(message, attr, None)) is not None:
            yield field(label, name, text_from(value) if isinstance(value, bytes) else value)


TFTP = Application("tftp", "Trivial File Transfer Protocol", _read, reached_by={"udp.port": (69,)})
