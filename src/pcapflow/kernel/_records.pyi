import numpy as np
import numpy.typing as npt

TIMES: tuple[int, int, int]
"""What ``timed`` says of a packet: no time; a time; ``time_ns`` holds the file's ticks."""
REASONS: tuple[int, int, int]
"""Why `walk_blocks` returns: a block that it does not judge; arrays without room; a packet whose claims cannot be."""

def walk_records(
    window: npt.NDArray[np.uint8],
    n_bytes: int,
    at: int,
    n: int,
    header_bytes: int,
    is_big: bool,
    lengths: int,
    most_bytes: int,
    ns_per_tick: int,
    start: npt.NDArray[np.int64],
    captured: npt.NDArray[np.int64],
    wire: npt.NDArray[np.int64],
    time_ns: npt.NDArray[np.int64],
) -> tuple[int, int, int]: ...
def walk_blocks(
    window: npt.NDArray[np.uint8],
    n_bytes: int,
    at: int,
    n: int,
    is_big: bool,
    clocks: npt.NDArray[np.void],
    n_interfaces: int,
    first_interface: int,
    start: npt.NDArray[np.int64],
    captured: npt.NDArray[np.int64],
    wire: npt.NDArray[np.int64],
    time_ns: npt.NDArray[np.int64],
    timed: npt.NDArray[np.uint8],
    interface: npt.NDArray[np.int32],
) -> tuple[int, int, int, int]: ...
