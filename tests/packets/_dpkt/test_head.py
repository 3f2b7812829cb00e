"""The head of a message like HTTP's."""

from __future__ import annotations

import dpkt

from pcapflow.packets._dpkt._head import first_line_of, headers_of


def headers(payload: bytes) -> list[tuple[str, str]]:
    return list(headers_of(payload, dpkt.http.Message()))


def test_the_first_line_is_a_message_of_its_own() -> None:
    assert b"GET / HTTP/1.1\r\n\r\n" == first_line_of(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nbody")
    assert b"GET / HTTP/1.1\r\n\r\n" == first_line_of(b"GET / HTTP/1.1\nHost: a\n\n")


def test_header_lines_in_their_order() -> None:
    assert [("host", "a"), ("accept", "b")] == headers(b"GET / HTTP/1.1\r\nHost: a\r\nAccept: b\r\n\r\n")


def test_a_name_may_come_twice() -> None:
    assert [("via", "a"), ("via", "b")] == headers(b"x\r\nVia: a\r\nVia: b\r\n\r\n")


def test_a_body_that_goes_on_elsewhere_does_not_matter() -> None:
    """dpkt alone would refuse the message: its body is short."""
    assert [("content-length", "1000")] == headers(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin")


def test_there_may_be_none() -> None:
    assert [] == headers(b"GET / HTTP/1.1\r\n\r\n")
    assert [] == headers(b"GET / HTTP/1.1")
