"""Results that hold one finding a capture: they add, and know whether they are of one."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

import pytest

from pcapflow.analyses._of_captures import OfCaptures
from pcapflow.errors import PcapflowError
from pcapflow.results import Block, Note, Result


@dataclass(frozen=True, slots=True, eq=False)
class Found(Result):
    label: str

    def blocks(self) -> tuple[Block, ...]:
        return (Note("found", "", self.label),)


@dataclass(frozen=True, slots=True, eq=False)
class Founds(OfCaptures[Found]):
    pass


A, B = Founds((Found("a.pcap"),)), Founds((Found("b.pcap"),))


def test_both_stand_side_by_side() -> None:
    """In the order in which they are added, with the blocks of each."""
    both = A + B

    assert ["a.pcap", "b.pcap"] == [capture.label for capture in both.captures]
    assert (*A.blocks(), *B.blocks()) == both.blocks()


def test_one_capture_does_not_count_twice() -> None:
    with pytest.raises(PcapflowError, match=r"a\.pcap"):
        _ = A + B + A


def test_the_only_one_is_asked_for() -> None:
    """Of several, and of none, there is no only one."""
    assert "a.pcap" == A.only().label
    for several in (A + B, Founds()):
        with pytest.raises(PcapflowError, match="captures, not one"):
            several.only()


def test_it_is_a_value() -> None:
    """It compares, pickles, and cannot be changed."""
    assert A + B == pickle.loads(pickle.dumps(A + B))
    assert A != B
    with pytest.raises(AttributeError):
        A.captures = ()  # type: ignore[misc]  # that is the point
