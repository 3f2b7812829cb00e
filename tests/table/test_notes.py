"""What a file says of packets beside their bytes: found late, lent, selected, joined."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pcapflow.errors import FieldError
from pcapflow.table import Notes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pcapflow.table._notes import Said

COMMENTS = {"comment": (np.array([1, 1, 4]), np.array(["a", "b", "c"], object))}


def plain(notes: Notes) -> dict[str, list[tuple[int, object]]]:
    return {
        name: list(zip(packet.tolist(), values.tolist(), strict=True)) for name, (packet, values) in notes.found.items()
    }


def test_nothing_is_looked_for_before_somebody_asks() -> None:
    """And then once."""
    asked = []

    def find() -> Mapping[str, Said]:
        asked.append(1)
        return COMMENTS

    notes = Notes(find)

    assert notes.is_there
    assert [] == asked
    assert [["a", "b"], [], ["c"]] == [notes.on(index, "comment") for index in (1, 2, 4)]
    assert [] == notes.on(1, "flags")
    assert [1] == asked


def test_what_was_kept_lets_go_of_where_it_was_found() -> None:
    """A held table must not hold every window's records by its notes."""

    class Window:
        def find(self) -> Mapping[str, Said]:
            return COMMENTS

    window = Window()
    alive = weakref.ref(window)
    notes = Notes(window.find)
    notes.keep()
    del window

    assert alive() is None
    assert [(1, "a"), (1, "b"), (4, "c")] == plain(notes)["comment"]


def test_what_nobody_asked_for_is_gone_with_the_window() -> None:
    """And the message says what to do."""
    notes, asked = Notes(lambda: COMMENTS), Notes(lambda: COMMENTS)
    asked.keep()
    for each in (notes, asked):
        each.give_back()

    assert (False, True) == (notes.is_there, asked.is_there)
    assert COMMENTS is asked.found
    with pytest.raises(FieldError, match="name those columns when the pass begins"):
        notes.keep()


def test_a_selection_has_those_of_its_packets() -> None:
    """Counted anew; names that occur no more are left out."""
    assert {"comment": [(1, "a"), (1, "b")]} == plain(Notes(lambda: COMMENTS).take(np.array([0, 1, 3])))
    assert {} == plain(Notes(lambda: COMMENTS).take(np.array([0, 2])))


def test_a_selection_of_what_was_kept_is_kept() -> None:
    """One of what can still be found is as late as that."""
    kept = Notes(lambda: COMMENTS)
    kept.keep()
    late = [notes.take(np.array([4])) for notes in (kept, Notes(lambda: COMMENTS))]
    for each in late:
        each.give_back()

    assert [True, False] == [each.is_there for each in late]


def test_those_of_tables_are_joined() -> None:
    """Packets count on."""
    joined = Notes.join([Notes(lambda: COMMENTS), Notes(dict), Notes(lambda: COMMENTS)], [0, 5, 9])

    assert {"comment": [(1, "a"), (1, "b"), (4, "c"), (10, "a"), (10, "b"), (13, "c")]} == plain(joined)


def test_where_those_of_one_are_gone_there_are_none() -> None:
    """Nothing is half of the truth."""
    assert not Notes.join([Notes(lambda: COMMENTS), Notes()], [0, 5]).is_there
