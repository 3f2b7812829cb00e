from typing import TypeAlias

import numpy as np
import numpy.typing as npt

NOT_USUAL: int
SECRET_BYTES: int

_Rows: TypeAlias = tuple[npt.NDArray[np.void], npt.NDArray[np.uint8]]

class Flows:
    def __init__(self, secret: bytes) -> None: ...
    def __len__(self) -> int: ...
    def keys_from(self, first: int) -> bytes: ...
    def number(self, keys: npt.NDArray[np.uint8], numbers: npt.NDArray[np.int64]) -> None: ...

def collect(
    flows: Flows,
    found: npt.NDArray[np.void],
    point: int,
    echo: _Rows,
    message: _Rows,
    v4: _Rows,
    v6: _Rows,
    number: npt.NDArray[np.int64],
    time_ns: npt.NDArray[np.int64],
    timed: npt.NDArray[np.uint8],
    captured: npt.NDArray[np.int64],
    packet_start: npt.NDArray[np.int64],
    window: npt.NDArray[np.uint8],
    has_pseudo: bool,
) -> int: ...
