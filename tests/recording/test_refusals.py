from __future__ import annotations

import pytest

from pcapflow.recording import _refusals
from pcapflow.recording._engines import Endpoint

AT = Endpoint("unix:///var/run/docker.sock", "the default")


class WrappedError(Exception):
    """As requests and urllib3 do it: the cause is an argument, or an attribute."""

    def __init__(self, *parts: object, reason: object = None) -> None:
        super().__init__(*parts)
        self.reason = reason


def test_who_is_refused_is_told_how_to_be_let_in() -> None:
    """Deep inside what the SDK raises stands a PermissionError."""
    error = WrappedError("Connection aborted.", WrappedError(reason=PermissionError(13, "Permission denied")))

    said = _refusals.why(error, AT)

    assert "docker group" in said
    assert "sudo" in said


@pytest.mark.parametrize("cause", [FileNotFoundError(2, "No such file"), ConnectionRefusedError(111, "refused")])
def test_no_engine(cause: Exception) -> None:
    """No socket, or nobody behind it."""
    assert _refusals.why(WrappedError(cause), AT).startswith(
        "no container engine answers at unix:///var/run/docker.sock"
    )


def test_an_engine_that_does_not_answer() -> None:
    """It accepts, and says nothing."""
    assert "does not answer in time" in _refusals.why(WrappedError(TimeoutError("Read timed out.")), AT)


def test_anything_else_is_said_on_one_line() -> None:
    """Whatever the SDK thinks of."""
    assert "a b" in _refusals.why(WrappedError("a\n b"), AT)


def test_errors_that_hold_each_other_end() -> None:
    """Causes may go round."""
    one, other = WrappedError("one"), WrappedError("other")
    one.reason, other.reason = other, one

    assert "one" in _refusals.why(one, AT)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("manifest for x:1 not found: manifest unknown: manifest unknown", "there is none of this name"),
        (
            "pull access denied for x, repository does not exist or may require",
            "there is none of this name",
        ),
        ("dial tcp 127.0.0.1:1: connect: connection refused", "its registry does not answer"),
        ("net/http: request canceled (Client.Timeout exceeded while awaiting headers)", "its registry does not answer"),
        ("dial tcp: lookup registry.example on 192.0.2.1:53: no such host", "its registry does not answer"),
    ],
)
def test_pulls_that_fail(reason: str, expected: str) -> None:
    """No such image and no answer are different news; the engine's own words follow."""
    assert _refusals.pull_failed("x:1", reason).startswith(f"image x:1: {expected}")
    assert reason in _refusals.pull_failed("x:1", reason)
