"""The command line: ``pcapflow COMMAND ...``, or ``python -m pcapflow COMMAND ...``.

Exit status: 0 done; 1 the answer is "no"; 2 wrong usage, or it could not be
done; 3 some of several inputs failed; 4 the input is damaged, and what could
be read was printed first; 130 interrupted, 143 terminated, 141 the reader of
the output closed it. Messages go to stderr, data to stdout.
"""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from pcapflow.cli import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

__all__ = ("main", "parser")


def parser(commands: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """The command line as argparse sees it, with the arguments of the given commands."""
    from pcapflow import __version__

    top = argparse.ArgumentParser(
        prog="pcapflow",
        description="Offline packet-capture analysis: ping statistics, checks and reports from what was on the wire.",
        epilog="`pcapflow COMMAND --help` says more about a command.",
    )
    top.add_argument("--version", action="version", version=f"pcapflow {__version__} (decoder: numpy)")
    choices = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in commands:
        command = importlib.import_module(f"pcapflow.cli.{name}")
        sub = choices.add_parser(name, help=command.HELP, description=command.HELP)
        command.add_arguments(sub)
        sub.set_defaults(run=command.run)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    # One command's module is enough where the command is named: start-up is most of a short answer's time.
    named = [word for word in words[:1] if word in COMMANDS]
    signal.signal(signal.SIGTERM, _terminate)
    # No command does linear algebra: starting threads for it is a tenth of numpy's start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        arguments = parser(named or COMMANDS).parse_args(words)
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone. What is left in the buffer must not raise once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Exception as error:
        from pcapflow.cli._common import message_of

        message = message_of(error)
        if message is None:
            raise
        print(f"pcapflow: {message}", file=sys.stderr)
        return 2
    return status


def _terminate(_signum: int, _frame: FrameType | None) -> NoReturn:
    # SystemExit lets every "finally" between here and main() clean up.
    raise SystemExit(128 + signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
