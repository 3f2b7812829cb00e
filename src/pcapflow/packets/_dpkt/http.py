"""Hypertext Transfer Protocol. Spec: RFC 9112."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.packets._dpkt._head import first_line_of, headers_of
from pcapflow.packets._dpkt._nodes import ANY_PORT, Application, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.results import TreeNode

__all__ = ("HTTP",)

_METHODS = (
    b"GET ",
    b"POST ",
    b"HEAD ",
    b"PUT ",
    b"DELETE ",
    b"OPTIONS ",
    b"CONNECT ",
    b"TRACE ",
    b"PROPFIND ",
    b"NOTIFY ",
    b"SUBSCRIBE ",
)

_NAMED = {
    "accept", "accept-encoding", "accept-language", "authorization", "cache-control", "connection", "content-encoding",
    "content-length", "content-type", "cookie", "date", "host", "last-modified", "location", "referer", "server",
    "set-cookie", "transfer-encoding", "upgrade", "user-agent", "www-authenticate",
}  # fmt: skip
"""Header lines for which Wireshark has a field."""


def _looks_like(payload: bytes) -> bool:
    first = payload[:2048].partition(b"\n")[0]
    return first.startswith(b"HTTP/1.") or (first.startswith(_METHODS) and b" HTTP/" in first)


def _read(payload: bytes) -> Iterator[TreeNode]:
    import dpkt.http

    is_response = payload.startswith(b"HTTP/")
    line = first_line_of(payload)
    if is_response:
        response = dpkt.http.Response(line)
        yield field("Response version", "http.response.version", f"HTTP/{response.version}")
        yield field("Status code", "http.response.code", int(response.status))
        yield field("Response phrase", "http.response.phrase", response.reason)
    else:
        request = dpkt.http.Request(line)
        yield field("Request method", "http.request.method", request.method)
        yield field("Request URI", "http.request.uri", request.uri)
        yield field("Request version", "http.request.version", f"HTTP/{request.version}")
    for name, value in headers_of(payload, dpkt.http.Message()):
        named = f"http.{name.replace('-', '_')}" if name in _NAMED else ""
        yield field(name.title(), named or f"http.{'response' if is_response else 'request'}.line", value)


HTTP = Application("http", "Hypertext Transfer Protocol", _read, ANY_PORT, looks_like=_looks_like, most_bytes=65_536)
