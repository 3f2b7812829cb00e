import numpy as np
import numpy.typing as npt

def sums(
    window: npt.NDArray[np.uint8],
    packet_start: npt.NDArray[np.int64],
    captured: npt.NDArray[np.int64],
    place: npt.NDArray[np.void],
    n_bytes: npt.NDArray[np.uint32],
    offset: int,
    found: npt.NDArray[np.int32],
) -> None: ...
