"""Tables out of a few packets, and the lines of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.files import open_capture
from pcapflow.layers import Cursor, decode, tables
from pcapflow.packets import FactFinder, line_of, tree_of
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.results import PacketLine, TreeNode
    from pcapflow.table import PacketTable


def _table(*packets: build.Packet | bytes, linktype: int = 1) -> PacketTable:
    """All packets in one table, which lends their bytes."""
    with open_capture(build.pcap(*packets, linktype=linktype)) as reader:
        (records,) = reader
        return decode(records, tables(), Cursor(), label="test")


def _lines(*packets: build.Packet | bytes, linktype: int = 1) -> list[PacketLine]:
    """The packets' lines, with what both passes know."""
    table = _table(*packets, linktype=linktype)
    finder = FactFinder()
    finder.update(table)
    return [line_of(table, index, finder.result()) for index in range(len(table))]


def _infos(*packets: build.Packet | bytes, linktype: int = 1) -> list[str]:
    return [line.info for line in _lines(*packets, linktype=linktype)]


def _tree(packet: build.Packet | bytes, linktype: int = 1) -> tuple[TreeNode, ...]:
    return tree_of(_table(packet, linktype=linktype), 0)


@pytest.fixture(scope="session")
def table_of() -> Callable[..., PacketTable]:
    """Packets -> their table."""
    return _table


@pytest.fixture(scope="session")
def lines_of() -> Callable[..., list[PacketLine]]:
    """Packets -> their lines."""
    return _lines


@pytest.fixture(scope="session")
def infos_of() -> Callable[..., list[str]]:
    """Packets -> the last column of their lines."""
    return _infos


@pytest.fixture(scope="session")
def tree_of_packet() -> Callable[..., tuple[TreeNode, ...]]:
    """A packet -> its tree."""
    return _tree
