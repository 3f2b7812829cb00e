"""What dpkt may raise, and how it is said."""

from __future__ import annotations

import struct

import dpkt
import pytest

from pcapflow.packets._dpkt._guard import raised_by_dpkt, reason_of


@pytest.mark.parametrize(
    "error",
    [
        dpkt.NeedData(),
        dpkt.UnpackError(),
        dpkt.http2.HTTP2Exception(),
        dpkt.ssl.SSL3Exception(),
        struct.error(),
        IndexError(),
        KeyError(),
        ValueError(),
        UnicodeDecodeError("utf-8", b"", 0, 1, ""),
        TypeError(),
        AttributeError(),
        RecursionError(),
        MemoryError(),
        NotImplementedError(),
    ],
)
def test_it_is_caught(error: Exception) -> None:
    assert isinstance(error, raised_by_dpkt())


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), GeneratorExit()])
def test_what_ends_the_program_is_not(error: BaseException) -> None:
    assert not isinstance(error, raised_by_dpkt())


def test_a_reason_is_short_and_harmless() -> None:
    """dpkt puts the packet's bytes into some."""
    reason = reason_of(dpkt.UnpackError("\x1b[2J" + "x" * 500))

    assert reason.startswith(r"UnpackError: \x1b[2J")
    assert len(reason) < 150


def test_an_exception_without_words_is_named() -> None:
    assert "NeedData" == reason_of(dpkt.NeedData())
