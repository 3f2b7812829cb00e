"""What commands share: opening captures one after the other, and saying what went wrong in one line."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import warnings
from typing import TYPE_CHECKING

from pcapflow.errors import DamagedCaptureWarning, PcapflowError
from pcapflow.forms import printable

if TYPE_CHECKING:
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
    words = "capture (pcap or pcapng, compressed or not); - is standard input"
    if several:
        parser.add_argument("files", nargs="+", metavar="FILE", help=words)
    else:
        parser.add_argument("file", metavar="FILE", help=words)
    parser.add_argument(
        "--max-ratio",
        type=_ratio,
        metavar="N",
        help="refuse a file of above 64 MiB that is more than N times as long as it was compressed (200)",
    )


def _ratio(text: str) -> float:
    try:
        ratio = float(text)
    except ValueError:
        ratio = 0.0
    if not ratio >= 1:
        raise argparse.ArgumentTypeError(f"{text!r}: a number from 1 on is needed")
    return ratio


def with_capture(
    path: str, action: Callable[[Capture], int], *, max_ratio: float | None = None, spool: bool = False
) -> int:
    """Do something with a capture; where it is damaged, say so afterwards.

    Args:
        path: The capture.
        action: Gives an exit status.
        max_ratio: See `pcapflow.open`; None is what it takes by itself.
        spool: Keep what comes through a pipe, so that it can be read again.

    Raises:
        PcapflowError: The file is no capture, or the action failed.
        OSError: It cannot be read.
    """
    # Wrong usage and --help are told without waiting for numpy.
    from pcapflow.capture import open_
    from pcapflow.files import MAX_RATIO

    with warnings.catch_warnings():
        # The damage is said below, once, after what could be read.
        warnings.simplefilter("ignore", DamagedCaptureWarning)
        with open_(path, spool=spool, max_ratio=max_ratio or MAX_RATIO) as capture:
            status = action(capture)
            damage, flaws = capture.damage_met, capture.notes.flaws
    told = [] if damage is None else [f"{damage}: the packets before it were read"]
    if flaws:
        more = f"; so is what {len(flaws) - 1} more says" if flaws[1:] else ""
        told.append(f"{flaws[0]}: what this block says is left out from there on{more}")
    if told:
        sys.stdout.flush()
    for text in told:
        say(f"{capture.label}: {text}")
    return max(status, DAMAGED) if told else status


def each_capture(
    paths: list[str],
    action: Callable[[Capture], int],
    failed: Callable[[str, str], None],
    *,
    max_ratio: float | None = None,
) -> int:
    """Do something with each of several captures; one that cannot be read does not stop the rest.

    Args:
        paths: The captures.
        action: Gives an exit status.
        failed: Is told name and message of a capture that could not be read, after stderr was told.
        max_ratio: See `with_capture`.
    """
    from pcapflow.files import STDIN, STDIN_NAME

    status, n_failed = 0, 0
    for path in paths:
        try:
            status = max(status, with_capture(path, action, max_ratio=max_ratio))
        except (PcapflowError, OSError) as error:
            message = message_of(error)
            if message is None or is_of_output(error):
                raise
            sys.stdout.flush()
            say(message)
            failed(STDIN_NAME if path == STDIN else path, message)
            n_failed += 1
    if n_failed == len(paths):
        return COULD_NOT
    return max(status, SOME_FAILED) if n_failed else status
