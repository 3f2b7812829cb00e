"""``pcapflow show``: packets as people read them, in tshark's manner."""

from __future__ import annotations

import argparse
import sys
from itertools import islice
from typing import TYPE_CHECKING

from pcapflow.cli._common import add_files, with_capture
from pcapflow.errors import OptionError
from pcapflow.forms import printable
from pcapflow.results import hex_dump, packet_line_text, tree_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pcapflow.capture import Capture

HELP = "print packets: a line each, their detail trees, their bytes, or fields"

SEPARATORS = {"/t": "\t", "/s": " "}
"""tshark's names of separators that a shell would eat."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE and tshark's options of the same letters."""
    add_files(parser, several=False)
    parser.add_argument("-c", "--count", type=_positive, metavar="N", help="stop after N packets")
    passes = parser.add_mutually_exclusive_group()
    passes.add_argument(
        "-1", dest="passes", action="store_const", const=1, help="one pass: a request does not name its reply"
    )
    passes.add_argument("-2", dest="passes", action="store_const", const=2, help="two passes, of a pipe as well")
    parser.add_argument("-V", "--tree", action="store_true", help="the detail tree: every field and its bytes")
    parser.add_argument("-x", "--hex", action="store_true", help="the bytes, as hexadecimal and ASCII")
    parser.add_argument(
        "-t",
        "--time",
        choices=("r", "a", "ad", "d", "e"),
        default="r",
        help="time since the first packet (r), of day (a), with date (ad), since the packet before (d), since 1970 (e)",
    )
    parser.add_argument("-T", "--type", choices=("text", "fields"), default="text", help="lines, or fields (-e)")
    parser.add_argument("-e", "--field", action="append", default=[], metavar="FIELD", help="a field for -T fields")
    parser.add_argument(
        "-E",
        "--field-option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        type=_field_option,
        help="header=y, separator=C, aggregator=C, occurrence=f|l|a (first, last, all)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the packets of a file."""
    if (arguments.type == "fields") != bool(arguments.field):
        raise OptionError("-T fields and -e FIELD go together")
    show = _fields if arguments.type == "fields" else _packets
    return with_capture(
        arguments.file,
        lambda capture: show(capture, arguments),
        max_ratio=arguments.max_ratio,
        spool=arguments.passes == 2,
    )


def _packets(capture: Capture, arguments: argparse.Namespace) -> int:
    passes = arguments.passes or (2 if capture.rereadable else 1)
    lines = capture.lines(arguments.time, passes=passes, trees=arguments.tree, data=arguments.hex)
    for line in islice(lines, arguments.count):
        print(tree_text(line.tree) + "\n" if arguments.tree else packet_line_text(line))
        if arguments.hex:
            print(f"\n{hex_dump(line.data)}\n")
        if not capture.rereadable:
            sys.stdout.flush()
    return 0


def _fields(capture: Capture, arguments: argparse.Namespace) -> int:
    from pcapflow.layers import tables

    options: dict[str, str] = dict(arguments.field_option)
    chosen: str = options.get("separator", "/t")
    separator = SEPARATORS.get(chosen, chosen)
    # No line is printed for a field that there is not.
    tables().schema.check(arguments.field)
    if options.get("header") == "y":
        print(_joined(arguments.field, separator))
    n_left = arguments.count
    for table in capture.iter_tables(arguments.field):
        columns = [
            table.texts(name, options.get("occurrence", "a"), options.get("aggregator", ","))
            for name in arguments.field
        ]
        for row in islice(zip(*columns, strict=True), n_left):
            print(_joined(row, separator))
        if n_left is not None and (n_left := n_left - len(table)) <= 0:
            break
        if not capture.rereadable:
            sys.stdout.flush()
    return 0


def _joined(cells: Iterable[str], separator: str) -> str:
    return "\t".join(map(printable, cells)) if separator == "\t" else printable(separator.join(cells))


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 1 <= number <= sys.maxsize:
        raise argparse.ArgumentTypeError(f"{text!r}: a whole number from 1 to {sys.maxsize} is needed")
    return number


def _field_option(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    choices = {"header": ("y", "n"), "occurrence": ("f", "l", "a"), "separator": None, "aggregator": None}
    if not equals or name not in choices:
        raise argparse.ArgumentTypeError(f"{text!r}: one of {', '.join(f'{name}=' for name in choices)} is needed")
    allowed = choices[name]
    if allowed is not None and value not in allowed:
        raise argparse.ArgumentTypeError(f"{text!r}: {name} is one of {', '.join(allowed)}")
    return name, value
