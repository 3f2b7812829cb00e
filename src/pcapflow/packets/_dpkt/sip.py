"""Session Initiation Protocol. Spec: RFC 3261."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.packets._dpkt._head import first_line_of, headers_of
from pcapflow.packets._dpkt._nodes import ANY_PORT, Application, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.results import TreeNode

__all__ = ("SIP",)

_NAMED = {
    "call-id": "sip.Call-ID",
    "contact": "sip.Contact",
    "content-length": "sip.Content-Length",
    "content-type": "sip.Content-Type",
    "cseq": "sip.CSeq",
    "from": "sip.From",
    "max-forwards": "sip.Max-Forwards",
    "to": "sip.To",
    "user-agent": "sip.User-Agent",
    "via": "sip.Via",
}


def _looks_like(payload: bytes) -> bool:
    first = payload[:2048].partition(b"\n")[0].rstrip(b"\r")
    return first.startswith(b"SIP/2.0 ") or first.endswith(b" SIP/2.0")


def _read(payload: bytes) -> Iterator[TreeNode]:
    import dpkt.http
    import dpkt.sip

    line = first_line_of(payload)
    if payload.startswith(b"SIP/"):
        response = dpkt.sip.Response(line)
        yield field("Status code", "sip.Status-Code", int(response.status))
    else:
        request = dpkt.sip.Request(line)
        yield field("Method", "sip.Method", request.method)
        yield field("Request URI", "sip.r-uri", request.uri)
    for name, value in headers_of(payload, dpkt.http.Message()):
        yield field(name.title(), _NAMED.get(name, "sip.msg_hdr"), value)


SIP = Application("sip", "Session Initiation Protocol", _read, ANY_PORT, looks_like=_looks_like)
