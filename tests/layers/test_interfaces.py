"""Columns over the interfaces of a capture."""

from __future__ import annotations

from pcapflow.files import Interface
from pcapflow.layers._interfaces import Interfaces

ONE, TWO, THREE = Interface(1, number=0), Interface(113, fcs_bytes=4), Interface(228, number=2)


def columns_of(interfaces: Interfaces) -> list[tuple[int, int, int]]:
    columns = (interfaces.linktype, interfaces.number, interfaces.fcs_bytes)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_those_of_before_stay() -> None:
    """Only what is new is looked at; each has its link type, its number, the bytes of its check sequence."""
    interfaces = Interfaces()

    assert 0 == interfaces.know((ONE,))
    assert 1 == interfaces.know((ONE, TWO, THREE))
    assert [(1, 0, 0), (113, -1, 4), (228, 2, 0)] == columns_of(interfaces)


def test_others_take_their_place() -> None:
    """What was described behind a break is forgotten; nothing of it stays."""
    interfaces = Interfaces()
    interfaces.know((ONE, TWO, THREE))

    assert 0 == interfaces.know((ONE,))
    assert [(1, 0, 0)] == columns_of(interfaces)
    assert 0 == interfaces.know((TWO, THREE))
    assert [(113, -1, 4), (228, 2, 0)] == columns_of(interfaces)
