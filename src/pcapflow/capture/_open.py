"""Opening a capture."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from pcapflow.capture._capture import Capture
from pcapflow.errors import FormatError
from pcapflow.files import MAX_RATIO, STDIN, STDIN_NAME, open_capture

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from pcapflow.files import CaptureInput

__all__ = ("open_", "reopened")


def open_(
    source: CaptureInput,
    *,
    strict: bool = False,
    label: str | None = None,
    spool: bool = True,
    max_ratio: float = MAX_RATIO,
) -> Capture:
    """Open a capture: its head is read, nothing more.

    Args:
        source: A path, ``"-"`` for standard input, a binary file object, or the bytes of a file; compressed or not.
        strict: Raise where the file breaks off, or says something that cannot be read to its end, instead of warning
            after the packets.
        label: The capture's name in results; by default its path as given.
        spool: Keep what comes through a pipe in a temporary file, so that it can be read again.
        max_ratio: How many times as long as it is compressed a file may be. Where it is above 64 MiB and more than
            that, a pass raises PcapflowError; and so it does where a table that is held becomes so.

    Raises:
        FormatError: The input is no capture.
        MissingExtraError: It is compressed in a way for which a package is not installed.
        OSError: It cannot be opened or read.
    """
    try:
        reader = open_capture(source, spool=spool, max_ratio=max_ratio)
    except FormatError as error:
        name = os.fsdecode(source) if isinstance(source, str | os.PathLike) else ""
        raise error.of(label or (STDIN_NAME if name == STDIN else name)) from None
    return Capture(reader, strict=strict, label=label)


def reopened(
    path: str, options: dict[str, Any], n_packets: int | None, chosen: npt.NDArray[np.int64] | None
) -> Capture:
    """A capture that was pickled; a pass raises PcapflowError where it has another number of packets by now.

    Args:
        path: Where it lies.
        options: Those of `open_`.
        n_packets: How many packets it has, if that was known.
        chosen: Indices of those that were selected; None is all.
    """
    capture = open_(path, **options)
    capture._length = n_packets
    return capture if chosen is None else capture._selection(chosen)
