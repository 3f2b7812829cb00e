from collections.abc import Collection, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt

SLACK_BYTES: int
SLACK_ROWS: int

class Program:
    n_layers: int
    unshaped: list[int]
    """Numbers of the layers for whose shape there is no loop of its own."""
    def __new__(cls, layers: list[Any], problems: tuple[int, ...]) -> Self: ...

class Shelves:
    def __new__(cls, program: Program, wanted: Collection[int] | None) -> Self: ...
    def put(self, number: int, header: npt.NDArray[np.uint8], place: npt.NDArray[np.uint8], n: int) -> None: ...
    def counts(self) -> Sequence[int]: ...

def walk(
    shelves: Shelves,
    window: npt.NDArray[np.uint8],
    start: npt.NDArray[np.int64],
    captured: npt.NDArray[np.int64],
    wire: npt.NDArray[np.int64],
    interface: npt.NDArray[np.int32],
    first_layer: npt.NDArray[np.int16],
    fcs_bytes: npt.NDArray[np.int64],
    problem: npt.NDArray[Any],
    problem_layer: npt.NDArray[Any],
    cut: npt.NDArray[np.uint8],
    first: int,
    base: int,
) -> tuple[int, int, int]: ...
