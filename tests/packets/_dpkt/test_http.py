"""What dpkt reads in an HTTP message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Values = Callable[[bytes, str, int], dict[str, list[object]]]


def test_a_request(values_of: Values) -> None:
    values = values_of(b"GET /a HTTP/1.1\r\nHost: example.com\r\nX-Other: b\r\n\r\n", "tcp", 80)

    assert (["GET"], ["/a"]) == (values["http.request.method"], values["http.request.uri"])
    assert (["example.com"], ["b"]) == (values["http.host"], values["http.request.line"])


def test_a_response(values_of: Values) -> None:
    values = values_of(b"HTTP/1.1 404 Not Found\r\nServer: s\r\nX-Other: b\r\n\r\n", "tcp", 80)

    assert ([404], ["Not Found"]) == (values["http.response.code"], values["http.response.phrase"])
    assert (["s"], ["b"]) == (values["http.server"], values["http.response.line"])


def test_the_first_segment_of_a_long_message_is_enough(values_of: Values) -> None:
    values = values_of(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nbegin", "tcp", 80)

    assert ["100000"] == values["http.content_length"]


def test_words_alone_are_no_request(values_of: Values) -> None:
    """A line of another protocol may begin with a method's name."""
    assert {} == values_of(b"OPTIONS are many\r\n", "tcp", 80)
