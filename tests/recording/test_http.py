from __future__ import annotations

import contextlib
import http.server
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from pcapflow.recording import _http, _plan

if TYPE_CHECKING:
    from collections.abc import Iterator


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[_plan.Publish]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield _plan.Publish("127.0.0.1", served.server_port, explicit=True)
        served.shutdown()


def test_any_status_is_an_answer(server: _plan.Publish) -> None:
    """Not found is HTTP, too."""
    assert _http.answers(server, lambda: True)


def test_a_port_of_all_addresses_is_asked_on_loopback(server: _plan.Publish) -> None:
    """0.0.0.0 is where it is bound, and no place to connect to."""
    assert _http.answers(_plan.Publish("0.0.0.0", server.port, explicit=True), lambda: True)  # noqa: S104 - asked, not bound


def test_a_server_that_has_ended_is_not_waited_for() -> None:
    """Nobody listens, and nobody will."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    assert not _http.answers(_plan.Publish("127.0.0.1", port, explicit=True), lambda: False)


def test_a_connection_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """What publishes a port takes connections before there is a server behind it."""
    monkeypatch.setattr(_http, "ANSWER_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as port:

        def take_and_close() -> None:
            with contextlib.suppress(OSError):
                while True:
                    port.accept()[0].close()

        threading.Thread(target=take_and_close, daemon=True).start()
        asked = _plan.Publish("127.0.0.1", port.getsockname()[1], explicit=True)
        answered = _http.answers(asked, lambda: True)
        port.shutdown(socket.SHUT_RDWR)

    assert not answered


def test_time_is_up_at_some_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that lives and never answers is given up."""
    monkeypatch.setattr(_http, "ANSWER_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    assert not _http.answers(_plan.Publish("127.0.0.1", port, explicit=True), lambda: True)
