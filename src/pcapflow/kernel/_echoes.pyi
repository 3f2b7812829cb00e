from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from pcapflow.kernel._flows import Flows

NOT_USUAL: int

_Rows: TypeAlias = tuple[npt.NDArray[np.void], npt.NDArray[np.uint8]]

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
