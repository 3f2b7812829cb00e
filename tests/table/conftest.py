"""Tables of packets built in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pcapflow.files import open_capture
from pcapflow.layers import Cursor, decode, tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.table import PacketTable


def _table_of(capture: bytes) -> PacketTable:
    (table,) = [decode(records, tables(), Cursor(), label="made") for records in open_capture(capture)]
    return table


@pytest.fixture
def table_of() -> Callable[[bytes], PacketTable]:
    """The table of a capture that is read in one window."""
    return _table_of
