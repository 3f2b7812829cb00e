"""The command line: ``pcapflow COMMAND ...``, or ``python -m pcapflow COMMAND ...``.

Exit status: 0 done; 1 the answer is "no"; 2 wrong usage, or it could not be
done; 3 some of several inputs failed; 4 the input is damaged, and what could
be read was printed first; 130 interrupted, 143 terminated, 141 the reader of
the output closed it. Messages go to stderr, data to stdout.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import importlib
import io
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from pcapflow.cli import COMMANDS
from pcapflow.forms import printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

__all__ = ("main", "parser")

COLLECT_AFTER = 100_000
"""New objects; Python's own number is 700."""


def parser(commands: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """The command line as argparse sees it, with the arguments of the given commands."""
    top = _Parser(
        prog="pcapflow",
        description="Offline packet-capture analysis: ping statistics, checks and reports from what was on the wire.",
        epilog="`pcapflow COMMAND --help` says more about a command.",
    )
    top.add_argument(
        "--version", action=_Version, nargs=0, dest=argparse.SUPPRESS, help="show program's version number and exit"
    )
    choices = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in commands:
        command = importlib.import_module(f"pcapflow.cli.{name}")
        sub = choices.add_parser(name, help=command.HELP, description=command.HELP)
        command.add_arguments(sub)
        sub.set_defaults(run=command.run)
    return top


class _Parser(argparse.ArgumentParser):
    """Quotes wrong words so that they steer no terminal: ``pcapflow show *`` may meet any file name."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


class _Version(argparse.Action):
    """Looks at the decoder when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from pcapflow import __version__
        from pcapflow.kernel import description

        print(f"pcapflow {__version__} (decoder: {description()})")
        parser.exit()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    _prepare_streams()
    # One command's module is enough where the command is named: start-up is most of a short answer's time.
    named = [word for word in words[:1] if word in COMMANDS]
    came: list[int] = []
    _prepare_signals(came)
    # No command does linear algebra: starting threads for it is a tenth of numpy's start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # While modules are loaded there is nothing to collect: to look is a twentieth of a short command.
    gc.set_threshold(COLLECT_AFTER)
    # Nor when it is done, for all memory is given back at once: there, to look is a seventh.
    atexit.register(gc.freeze)
    try:
        arguments = parser(named or COMMANDS).parse_args(words)
        _check_kernel()
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone. What is left in the buffer must not raise once more at exit.
        _drop_output()
        return 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Exception as error:
        if came:
            # Where numpy is interrupted while it is imported, it says that it cannot be.
            return 128 + came[0]
        from pcapflow.cli._common import COULD_NOT, is_of_output, message_of, say

        message = message_of(error)
        if message is None:
            raise
        if is_of_output(error):
            _drop_output()
        say(message)
        return COULD_NOT
    return status


def _check_kernel() -> None:
    """Refuse a choice that cannot be met before anything is done, and once."""
    from pcapflow.kernel import is_compiled

    is_compiled()


def _prepare_streams() -> None:
    """See that what is printed can be: whatever the encoding, and where a stream was closed by the caller."""
    if sys.stderr is None:
        # print() would take standard output instead.
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115  # it stays open, and its number taken
    if sys.stdout is None:
        # Who prints nothing does not miss it; who does is told that it cannot be written.
        sys.stdout = open(os.open(os.devnull, os.O_RDONLY), "w")  # noqa: SIM115  # as above
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Not every encoding has an arrow.
        sys.stdout.reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    """Let what is still to be written vanish, lest it fail once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _prepare_signals(came: list[int]) -> None:
    """End on SIGINT and SIGTERM by an exception, so that every "finally" cleans up; note which signal came."""

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        came.append(number)
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM):
        # A shell starts what runs in the background deaf to Ctrl-C.
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, end)


if __name__ == "__main__":
    sys.exit(main())
