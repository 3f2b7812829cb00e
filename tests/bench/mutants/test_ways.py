"""What is asked of a damaged capture finds answers that do not agree."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest

import pcapflow as pf
from bench._mutants.ways import DEEP, WAYS
from pcapflow.analyses import Checksums
from pcapflow.packets import _tree
from pcapflow.table import _table
from pcapflow.testing import build

if TYPE_CHECKING:
    from pcapflow import Capture
    from pcapflow.table import PacketTable

PACKETS: list[build.Packet | bytes] = [
    build.ping(),
    build.pong(),
    build.ethernet(build.ipv4(build.tcp(options=b"\x01" * 4))),
]
CAPTURE = build.capture(*PACKETS * 4)


@pytest.mark.parametrize("way", [*WAYS, *DEEP])
def test_of_a_whole_capture_everything_agrees(way: str) -> None:
    """From a file, or once."""
    for given in (CAPTURE, build.pcapng(build.Interface(), b"")):
        with pf.open(given) as capture:
            ask(way, capture)


def test_a_wrong_text_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a column were put together of other packets in a table that is held."""
    texts = _table.PacketTable.texts

    def wrong(table: PacketTable, *given: str) -> list[str]:
        found = texts(table, *given)
        return found if table.window is not None else found[::-1]

    monkeypatch.setattr(_table.PacketTable, "texts", wrong)

    fails("columns")


def test_a_wrong_byte_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if packets of a table began elsewhere."""
    monkeypatch.setattr(_table.PacketTable, "packet_bytes", lambda table, index: bytes(int(table.captured[index])))

    fails("bytes")


def test_a_node_beyond_the_packet_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a field were placed where no byte is."""
    node = _tree._value_node
    monkeypatch.setattr(_tree, "_value_node", lambda *given: node(*given)._replace(stop=1 << 20))

    fails("lines")


def test_a_sum_that_is_left_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the first packet of each pass were passed over."""
    update = Checksums.update
    monkeypatch.setattr(Checksums, "update", lambda self, table: update(self, table.select(np.arange(len(table)) > 0)))

    fails("checksums")


def test_answers_that_change_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if something of the pass before were left."""
    check = pf.Capture.check
    n_asked = 0

    def other(capture: Capture, *expectations: str) -> object:
        nonlocal n_asked
        n_asked += 1
        found = check(capture, *expectations)
        return replace(found, captures=tuple(replace(one, n_packets=n_asked) for one in found.captures))

    monkeypatch.setattr(pf.Capture, "check", other)

    fails("check")


def fails(way: str) -> None:
    with pytest.raises(AssertionError), pf.open(CAPTURE) as capture:
        ask(way, capture)


def ask(way: str, capture: Capture) -> None:
    if way in WAYS:
        WAYS[way](capture)
    else:
        DEEP[way](capture, Random(1))  # noqa: S311  # test data, no secret
