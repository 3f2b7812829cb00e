"""What dpkt reads in a SIP message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Values = Callable[[bytes, str, int], dict[str, list[object]]]


def test_a_request(values_of: Values) -> None:
    values = values_of(b"INVITE sip:a@b SIP/2.0\r\nCSeq: 1 INVITE\r\nX-Other: c\r\n\r\n", "udp", 5060)

    assert (["INVITE"], ["sip:a@b"], ["1 INVITE"]) == (values["sip.Method"], values["sip.r-uri"], values["sip.CSeq"])
    assert ["c"] == values["sip.msg_hdr"]


def test_a_response_on_any_port(values_of: Values) -> None:
    assert [180] == values_of(b"SIP/2.0 180 Ringing\r\nTo: a\r\n\r\n", "udp", 40_000)["sip.Status-Code"]
