"""HTTP/2 without encryption, as it begins: the preface, and the frames behind it. Spec: RFC 9113 section 3.4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.packets._dpkt._nodes import ANY_PORT, Application, field
from pcapflow.packets._dpkt._plain import HIDDEN, NAMELESS, Reader, hexadecimal
from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("HTTP2",)

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_FRAME = Reader(
    "http2",
    "http2.Frame",
    names={
        "length_bytes": HIDDEN,
        "stream_id": "http2.streamid",
        "error_code": "http2.rst_stream.error",
        "settings.identifier": "http2.settings.id",
        # Wireshark has a field for each identifier.
        "settings.value": NAMELESS,
        "priority.stream_dep": "http2.stream_dependency",
        "priority.weight": "http2.headers.weight_real",
        "priority.exclusive": "http2.exclusive",
        "unpadded_data": HIDDEN,
        "data": HIDDEN,
    },
    shown={"flags": hexadecimal},
)


def _looks_like(payload: bytes) -> bool:
    return payload.startswith(_PREFACE)


def _read(payload: bytes) -> Iterator[TreeNode]:
    import dpkt.http2

    frames, n_read = dpkt.http2.frame_multi_factory(payload, preface=True)
    yield field("Magic", "http2.magic", _PREFACE.decode())
    for frame in frames:
        text = f"Frame of type {frame.type} ({frame.length} bytes)"
        yield TreeNode(text, "http2.stream", children=tuple(_FRAME.of(frame)))
    if n_read < len(payload):
        yield TreeNode(f"{len(payload) - n_read} bytes of a frame that goes on in another segment")


HTTP2 = Application("http2", "HyperText Transfer Protocol 2", _read, ANY_PORT, looks_like=_looks_like)
