from __future__ import annotations

import pickle
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pcapflow.results import Block, Note, Result, Text


@dataclass(frozen=True, slots=True, eq=False)
class Heights(Result):
    name: str
    heights: npt.NDArray[np.int64]

    def blocks(self) -> tuple[Block, ...]:
        return (Text("name", "Name", self.name), Note("n", "", f"{len(self.heights)} heights"))


HEIGHTS = Heights("a", np.array([1, 2]))


def test_results_compare_by_the_values_of_their_arrays() -> None:
    """Two results are equal when all their values are."""
    assert Heights("a", np.array([1, 2])) == HEIGHTS
    assert replace(HEIGHTS, heights=np.array([1, 3])) != HEIGHTS
    assert replace(HEIGHTS, name="b") != HEIGHTS


def test_results_survive_pickle() -> None:
    """What a worker process sends back is what it had."""
    assert pickle.loads(pickle.dumps(HEIGHTS)) == HEIGHTS


def test_print_shows_the_blocks() -> None:
    """A result prints what its blocks say."""
    assert "Name\na\n\n2 heights" == str(HEIGHTS)


def test_a_notebook_shows_the_blocks() -> None:
    """A notebook finds the same words in HTML."""
    html = HEIGHTS._repr_html_()

    assert "<h2>Name</h2><pre>a</pre>" in html
    assert "<p>2 heights</p>" in html
