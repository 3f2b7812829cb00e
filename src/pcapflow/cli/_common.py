"""What commands share: opening captures one after the other, and saying what went wrong in one line."""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from typing import TYPE_CHECKING

from pcapflow.errors import DamagedCaptureWarning, PcapflowError
from pcapflow.forms import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from pcapflow.capture import Capture

__all__ = ("add_files", "each_capture", "is_of_output", "message_of", "say", "with_capture")

DAMAGED = 4
SOME_FAILED = 3
COULD_NOT = 2


def say(text: str) -> None:
    """A message for people, on stderr."""
    # Who can be told nothing still gets the exit status.
    with contextlib.suppress(OSError):
        print(f"pcapflow: {printable(text)}", file=sys.stderr)


def is_of_output(error: BaseException) -> bool:
    """Whether standard output could not be written: every error about a file says which."""
    return isinstance(error, OSError) and not isinstance(error, PcapflowError) and error.filename is None


def message_of(error: Exception) -> str | None:
    """One line for an error that users may cause; None for a defect."""
    if isinstance(error, OSError) and error.strerror and not isinstance(error, PcapflowError):
        name = "standard output" if error.filename is None else os.fsdecode(error.filename)
        return printable(f"{name}: {error.strerror}")
    return printable(str(error)) if isinstance(error, PcapflowError) else None


def add_files(parser: argparse.ArgumentParser, *, several: bool) -> None:
    """The argument FILE."""
    if several:
        parser.add_argument("files", nargs="+", metavar="FILE", help="capture (pcap or pcapng); - is standard input")
    else:
        parser.add_argument("file", metavar="FILE", help="capture (pcap or pcapng); - is standard input")


def with_capture(path: str, action: Callable[[Capture], int], *, spool: bool = False) -> int:
    """Do something with a capture; where it is damaged, say so afterwards.

    Raises:
        PcapflowError: The file is no capture, or the action failed.
        OSError: It cannot be read.
    """
    # Wrong usage and --help are told without waiting for numpy.
    from pcapflow.capture import open_

    with warnings.catch_warnings():
        # The damage is said below, once, after what could be read.
        warnings.simplefilter("ignore", DamagedCaptureWarning)
        with open_(path, spool=spool) as capture:
            status = action(capture)
            damage = capture.damage_met
    if damage is not None:
        sys.stdout.flush()
        say(f"{path}: {damage}: the packets before it were read")
        return max(status, DAMAGED)
    return status


def each_capture(paths: list[str], action: Callable[[Capture], int], failed: Callable[[str, str], None]) -> int:
    """Do something with each of several captures; one that cannot be read does not stop the rest.

    Args:
        paths: The captures.
        action: Gives an exit status.
        failed: Is told path and message of a capture that could not be read, after stderr was told.
    """
    status, n_failed = 0, 0
    for path in paths:
        try:
            status = max(status, with_capture(path, action))
        except (PcapflowError, OSError) as error:
            message = message_of(error)
            if message is None or is_of_output(error):
                raise
            sys.stdout.flush()
            say(message)
            failed(path, message)
            n_failed += 1
    if n_failed == len(paths):
        return COULD_NOT
    return max(status, SOME_FAILED) if n_failed else status
