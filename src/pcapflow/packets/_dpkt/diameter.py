"""Diameter. Spec: RFC 6733 section 3, and 4.1: what a pair has is filled up to words, which dpkt does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.packets._dpkt._nodes import Application
from pcapflow.packets._dpkt._plain import HIDDEN, Reader, dpkt_thing, hexadecimal
from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("DIAMETER",)

_HEADER_BYTES, _PAIR_BYTES = 20, 8
_HEADER = Reader(
    "diameter",
    "diameter.Diameter",
    names={
        "v": "diameter.version",
        "len": "diameter.length",
        "cmd": "diameter.cmd.code",
        "app_id": "diameter.applicationId",
        "hop_id": "diameter.hopbyhopid",
        "end_id": "diameter.endtoendid",
        "request_flag": "diameter.flags.request",
        "proxiable_flag": "diameter.flags.proxyable",
        "error_flag": "diameter.flags.error",
        "retransmit_flag": "diameter.flags.T",
        "avps": HIDDEN,
        "data": HIDDEN,
    },
    shown={"flags": hexadecimal, "hop_id": hexadecimal, "end_id": hexadecimal},
)
_PAIR = Reader(
    "diameter.avp",
    "diameter.AVP",
    names={
        "vendor": "diameter.avp.vendorId",
        "vendor_flag": "diameter.flags.vendorspecific",
        "mandatory_flag": "diameter.flags.mandatory",
        "protected_flag": "diameter.avp.flags.protected",
    },
    shown={"flags": hexadecimal},
)


def _read(payload: bytes) -> Iterator[TreeNode]:
    header = dpkt_thing("diameter.Diameter")(payload[:_HEADER_BYTES])
    yield from _HEADER.of(header)
    rest = payload[_HEADER_BYTES : header.len]
    while rest:
        pair = dpkt_thing("diameter.AVP")(rest)
        yield TreeNode(f"AVP: code {pair.code}", "diameter.avp", children=tuple(_PAIR.of(pair)))
        rest = rest[max(_PAIR_BYTES, (pair.len + 3) // 4 * 4) :]
    if len(payload) > header.len:
        yield TreeNode(f"{len(payload) - header.len} bytes of further messages")


def _looks_like(payload: bytes) -> bool:
    """Version 1, and a length below 64 KiB that is of whole words (section 3)."""
    return len(payload) >= 4 and payload[:2] == b"\x01\0" and payload[3] % 4 == 0


DIAMETER = Application("diameter", "Diameter", _read, {"tcp.port": (3868,)}, looks_like=_looks_like, most_bytes=4_096)
