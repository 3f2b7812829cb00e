"""Where options stand, and what is kept of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pcapflow.errors import FieldError
from pcapflow.table import PacketTable, places
from pcapflow.table._regions import extents_of
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

PLACE = places(packet=[0, 1], start=[10, 10], body=[40, 15], stop=[100, 100], depth=[0, 0], quoted=[False, False])


@pytest.mark.parametrize(
    ("region", "captured", "start", "stop", "claimed"),
    [
        ("header", 200, [30, 30], [40, 30], [40, 30]),
        ("header", 35, [30, 30], [35, 30], [40, 30]),
        ("header", 12, [30, 30], [30, 30], [40, 30]),
        ("body", 200, [40, 15], [100, 100], [100, 100]),
        ("body", 50, [40, 15], [50, 50], [100, 100]),
    ],
)
def test_regions_end_where_the_capture_does(
    region: str, captured: int, start: list[int], stop: list[int], claimed: list[int]
) -> None:
    """A header of 30 bytes, and one that is cut after 5; 20 of both are fixed."""
    found = extents_of(PLACE, np.full(2, captured), region, fixed_bytes=20)

    assert (start, stop, claimed) == tuple(each.tolist() for each in found)


MSS = [
    build.ethernet(build.ipv4(build.tcp(b"data", options=b"\x02\x04" + size.to_bytes(2, "big")))) for size in (1, 2, 3)
]
NAME = "tcp.options.mss_val"


def test_options_are_read_in_the_window(table_of: Callable[[bytes], PacketTable]) -> None:
    """Nothing is copied before."""
    table = table_of(build.capture(*MSS))

    assert None is table.layer("tcp").tails
    assert ["1", "2", "3"] == table.texts(NAME)


def test_what_was_asked_stays_when_the_window_is_gone(table_of: Callable[[bytes], PacketTable]) -> None:
    table = table_of(build.capture(*MSS))
    table.column(NAME)
    table.give_back()

    assert ["1", "2", "3"] == table.column(NAME).text()


def test_what_was_not_asked_is_refused_then(table_of: Callable[[bytes], PacketTable]) -> None:
    """Other columns of the same options, too, for they would be read of another window's bytes."""
    table = table_of(build.capture(*MSS))
    table.column(NAME)
    table.give_back()

    with pytest.raises(FieldError, match=r"^the options of tcp are gone with the table's window: name their columns"):
        table.column("tcp.option_kind")


def test_selections_and_joined_tables_have_them(table_of: Callable[[bytes], PacketTable]) -> None:
    """Of the window, and of what was kept of it."""
    table = table_of(build.capture(*MSS))
    joined = PacketTable.join([table.select([2]), table.select([0, 1])])

    assert ["3", "1"] == joined.select([0, 1]).texts(NAME)
    assert ["3", "1", "2"] == joined.texts(NAME)
