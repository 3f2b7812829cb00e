import numpy as np
import numpy.typing as npt

MOST_WAITING: int

class Tallies:
    n: int
    def update(self, rows: npt.NDArray[np.void]) -> None: ...
    def tobytes(self) -> bytes: ...
