"""``pcapflow record``: the experiment, taken for real."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from pcapflow.cli._common import say as say_message
from pcapflow.errors import OptionError, RecordingError
from pcapflow.forms import printable

if TYPE_CHECKING:
    import argparse

HELP = "record a ping between two containers"

INCOMPLETE = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything that `pcapflow.recording.record` takes."""
    add = parser.add_argument
    add("-c", "--count", type=int, default=5, metavar="N", help="echo requests to send (5)")
    add("--interval", type=float, metavar="SECONDS", help="time between them (ping's own: 1)")
    add("-i", "--iface", metavar="IFACE", help="interface to record on (the network's bridge); any is all of them")
    add("-o", "--output", metavar="FILE", help="capture to write, ping text and manifest beside it; - streams it")
    add("--force", action="store_true", help="replace these files")
    add(
        "--tap", choices=("auto", "host", "netns"), default="auto", help="record on the host or in the server's network"
    )
    add("--filter", metavar="BPF", help="what to record, as tcpdump takes it (whatever concerns both ends)")
    add("--network", metavar="NAME", help="bridge network of the engine (bridge)")
    add("-6", dest="ipv6", action="store_true", help="ping over IPv6, on a network made for it if none is named")
    add("--target", metavar="ADDRESS", help="ping this address; no server is started")
    add("--client-image", default="ubuntu:focal", metavar="IMAGE", help="pings (%(default)s)")
    add("--server-image", default="nginx:stable", metavar="IMAGE", help="is pinged (%(default)s)")
    add("--helper-image", metavar="IMAGE", help="has tcpdump (made once from the server's image)")
    add(
        "--publish",
        default="auto",
        metavar="[ADDRESS:]PORT",
        help="where the server's port 80 is published, or none (127.0.0.1:8080, or any port if that is taken)",
    )
    add("--keep", action="store_true", help="leave both ends running")
    add(
        "--timeout",
        type=float,
        metavar="S",
        help="each container ends by itself after this time (180 and twice the pings)",
    )
    add("ping_arguments", nargs="*", metavar="-- PING ARGUMENTS", help="for ping itself")


def run(arguments: argparse.Namespace) -> int:
    """Record; 1 where the recording is not whole."""
    from pcapflow.recording import record

    words = arguments.ping_arguments
    if words and not words[0].startswith("-"):
        raise OptionError(f"{words[0]!r}: ping's arguments begin with -, after --; an address goes with --target")
    is_streamed = arguments.output == "-"
    if is_streamed and sys.stdout.isatty():
        raise OptionError("output -: standard output is a terminal, which a capture would garble; pipe it to something")
    # The capture has standard output to itself.
    out = sys.stderr if is_streamed else sys.stdout
    if hasattr(signal, "SIGHUP"):
        # A terminal that closes ends the recording as SIGTERM does: with nothing left behind.
        signal.signal(signal.SIGHUP, _end)
    try:
        record(
            **{name: value for name, value in vars(arguments).items() if name not in ("command", "run")},
            say=lambda line: print(printable(line), file=out, flush=True),
            progress=_progress if sys.stderr.isatty() else lambda _: None,
        )
    except RecordingError as error:
        say_message(str(error))
        return INCOMPLETE
    return 0


def _end(number: int, _frame: object) -> NoReturn:
    """Leave by the way on which everything is removed, with the status of a program that a signal ended."""
    raise SystemExit(128 + number)


def _progress(text: str) -> None:
    """One line on a terminal that is written over; an empty one wipes it."""
    print(f"\r\x1b[K{printable(text)}", end="", file=sys.stderr, flush=True)
