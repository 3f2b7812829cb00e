"""Files whose every call may fail: whichever it is, an error of the system comes out, or one of pcapflow's own."""

from __future__ import annotations

import errno
import io
import os
import warnings
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pcapflow
from pcapflow.errors import DamagedCaptureWarning, PcapflowError

from .ways import WAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ("Faulty", "Outcome", "run")

ERRORS = (errno.EIO, errno.EINTR, errno.ENOMEM, errno.ESTALE, errno.ENOSPC, None)
"""In turns; None is an error without a number."""
SHORT_BYTES = 16


class Faulty(io.RawIOBase):
    """A file that gives few bytes at once, and of which one call fails."""

    def __init__(self, data: bytes, n: int, *, is_seekable: bool) -> None:
        """Let the n-th call fail, counted from 1."""
        self._file = io.BytesIO(data)
        self._n = n
        self._is_seekable = is_seekable
        self.n_calls = 0

    def _call(self) -> None:
        self.n_calls += 1
        if self.n_calls == self._n:
            number = ERRORS[self._n % len(ERRORS)]
            raise OSError("an error without a number") if number is None else OSError(number, os.strerror(number))

    def readable(self) -> bool:
        """Whether it is for reading."""
        self._call()
        return True

    def seekable(self) -> bool:
        """Whether it is no pipe."""
        self._call()
        return self._is_seekable

    def tell(self) -> int:
        """Where it stands."""
        self._call()
        return self._file.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go there."""
        self._call()
        return self._file.seek(offset, whence)

    def readinto(self, view: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed wants any buffer; these are given
        """Read a little."""
        self._call()
        return self._file.readinto(memoryview(view)[:SHORT_BYTES])


@dataclass(slots=True)
class Outcome:
    """What came of a run."""

    n_reads: int = 0
    n_whole: int = 0
    """Reads that came to their end before the call that was to fail."""
    told: Counter[str] = field(default_factory=Counter)
    """By the exception's name."""
    faults: list[str] = field(default_factory=list)
    """Everything that is neither PcapflowError nor OSError, and what was read in silence although a call failed."""


def run(captures: dict[str, bytes], numbers: Iterable[int]) -> Outcome:
    """Read each capture in every way, as a file and as a pipe, and let one of its calls fail: each of these numbers."""
    outcome = Outcome()
    numbers = tuple(numbers)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DamagedCaptureWarning)
        for name, data in captures.items():
            for way in WAYS:
                for is_seekable in (True, False):
                    for n in numbers:
                        if not _read(f"{name}, {way}", Faulty(data, n, is_seekable=is_seekable), n, outcome):
                            break
    return outcome


def _read(what: str, file: Faulty, n: int, outcome: Outcome) -> bool:
    """Whether there was such a call."""
    outcome.n_reads += 1
    try:
        with pcapflow.open(file) as capture:
            WAYS[what.rpartition(", ")[2]](capture)
    except (PcapflowError, OSError) as error:
        outcome.told[type(error).__name__] += 1
    except Exception as error:  # noqa: BLE001  # whatever else comes out is what is looked for
        outcome.faults.append(f"{what}, call {n}: {error!r}")
    else:
        if file.n_calls >= n:
            outcome.faults.append(f"{what}, call {n}: not told")
        outcome.n_whole += 1
        return False
    return True
