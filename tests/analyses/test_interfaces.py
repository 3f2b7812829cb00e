"""What files say of interfaces, as grids and as a verdict."""

from __future__ import annotations

import pytest

from pcapflow.analyses._interfaces import InterfaceInfo, drop_verdicts, interface_grids, interface_info
from pcapflow.files import Interface, Statistics
from pcapflow.results import Verdict

PLAIN = InterfaceInfo(None, None, 1, 0, 10**6, 3)
TEXT = "no packet was dropped while capturing"


def test_an_interface_that_says_nothing_has_a_row_in_one_grid() -> None:
    """What it is, and how many packets it saw."""
    (grid,) = interface_grids([PLAIN])

    assert "info.interfaces" == grid.key
    assert ((0, None, None, "Ethernet", 1, 0, 10**6, 3),) == grid.rows


def test_what_only_some_say_stands_in_a_second_grid() -> None:
    """With a column for what any of them says."""
    told = interface_info(
        Interface(1, hardware="E1000", filter="icmp", offset_s=-5, fcs_bytes=4, comments=("one", "two")), 0, None
    )
    _, grid = interface_grids([PLAIN, told])

    assert ["id", "hardware", "filter", "offset_s", "fcs_bytes", "comment"] == [column.key for column in grid.columns]
    assert ((0, *[None] * 5), (1, "E1000", "icmp", -5, 4, "one; two")) == grid.rows


def test_statistics_stand_in_a_grid_of_those_that_count() -> None:
    """0 is a count, and not as if nothing were said."""
    counting = interface_info(Interface(1, name="eth1"), 0, Statistics(received=100, dropped=0))
    _, grid = interface_grids([PLAIN, counting])

    assert ("info.statistics", "Interface statistics") == (grid.key, grid.title)
    assert ["id", "name", "received", "dropped"] == [column.key for column in grid.columns]
    assert ((1, "eth1", 100, 0),) == grid.rows


@pytest.mark.parametrize(
    ("statistics", "lost", "verdicts"),
    [
        ({}, {}, []),
        ({0: Statistics(received=9)}, {}, []),
        (
            {0: Statistics(9, 0), 1: Statistics(9, 0, os_dropped=0)},
            {},
            [Verdict(True, TEXT, "0 at eth0, 0 at interface 1")],
        ),
        ({}, {0: 0}, [Verdict(True, TEXT, "0 at eth0")]),
        ({0: Statistics(9, 12)}, {}, [Verdict(False, TEXT, "eth0: 12 packets by the interface")]),
        (
            {0: Statistics(9, 0), 1: Statistics(9, 1, os_dropped=2)},
            {0: 3},
            [
                Verdict(
                    False,
                    TEXT,
                    "eth0: 3 packets by the packets' own drop counts; "
                    "interface 1: 1 packet by the interface, 2 packets by the system",
                )
            ],
        ),
    ],
)
def test_a_drop_fails_and_names_interface_and_count(
    statistics: dict[int, Statistics], lost: dict[int, int], verdicts: list[Verdict]
) -> None:
    """Where no count is given, nothing is judged."""
    assert verdicts == list(drop_verdicts(["eth0", None], statistics, lost))
