import numpy as np
import numpy.typing as npt

def sums(
    window: npt.NDArray[np.uint8],
    first: npt.NDArray[np.int64],
    n_bytes: npt.NDArray[np.int64],
    found: npt.NDArray[np.uint16],
) -> None: ...
