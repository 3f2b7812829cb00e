"""Packets decoded in a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from pcapflow.files import open_capture
from pcapflow.layers import Cursor, Problem, decode, tables
from pcapflow.table import PacketTable
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


class Decoded(Protocol):
    def __call__(
        self, *packets: bytes | build.Packet, linktype: int = 1, wanted: Collection[str] | None = None
    ) -> PacketTable: ...


def _decoded(*packets: bytes | build.Packet, linktype: int = 1, wanted: Collection[str] | None = None) -> PacketTable:
    with open_capture(build.capture(*packets, linktype=linktype)) as reader:
        cursor = Cursor()
        parts = [decode(records, tables(), cursor, wanted=wanted, kept=None) for records in reader]
    # The bytes stay in the first part's window, for tests that look at them.
    return parts[0] if len(parts) == 1 else PacketTable.join(parts)


@pytest.fixture
def decoded() -> Decoded:
    """A table of packets, which are bytes or `build.Packet`."""
    return _decoded


@pytest.fixture
def columns() -> Callable[..., dict[str, str]]:
    """Every value that the first packet has of columns whose name begins so."""

    def of(table: PacketTable, beginning: str = "", *, packet: int = 0) -> dict[str, str]:
        texts = {name: table.texts(name)[packet] for name in table.schema.columns if name.startswith(beginning)}
        return {name: text for name, text in texts.items() if text}

    return of


@pytest.fixture
def problem() -> Callable[..., tuple[Problem, str]]:
    """What is wrong with a packet, and the layer in which it arose."""

    def of(table: PacketTable, packet: int = 0) -> tuple[Problem, str]:
        return Problem(int(table.problem[packet])), table.schema.layers[table.problem_layer[packet]].name

    return of
