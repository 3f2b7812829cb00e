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
    from collections.abc import Mapping

    from pcapflow.capture import Capture
    from pcapflow.table import PacketTable

HELP = "print packets: a line each, their detail trees, their bytes, or fields"

SEPARATORS = {"/t": "\t", "/s": " "}
"""tshark's names of characters that a shell would eat."""

AGGREGATORS = {"/s": " "}

QUOTES = {"d": '"', "s": "'", "n": ""}

BETWEEN = "\n"
"""Parts the values of one field until they are printable: no form of a value has it."""


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
        help="time since the first packet (r, by default), of day (a), with date (ad), since the packet before (d), "
        "since 1970 (e)",
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
        help="of -T fields: header=y|n, separator=/t|/s|C, aggregator=/s|C, occurrence=f|l|a (first, last, all), "
        "quote=d|s|n (double, single, none)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the packets of a file."""
    if (arguments.type == "fields") != bool(arguments.field):
        raise OptionError("-T fields and -e FIELD go together")
    if arguments.type == "fields" and (arguments.tree or arguments.hex or arguments.time):
        raise OptionError("-V, -x and -t are of lines: -T fields has its fields alone (times are -e frame.time_...)")
    if arguments.type != "fields" and arguments.field_option:
        raise OptionError("-E is of -T fields")
    show = _fields if arguments.type == "fields" else _packets
    return with_capture(
        arguments.file,
        lambda capture: show(capture, arguments),
        max_ratio=arguments.max_ratio,
        spool=arguments.passes == 2,
    )


def _packets(capture: Capture, arguments: argparse.Namespace) -> int:
    passes = arguments.passes or (2 if capture.rereadable else 1)
    lines = capture.lines(arguments.time or "r", passes=passes, trees=arguments.tree, data=arguments.hex)
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
    separator = options.get("separator", "\t")
    # No line is printed for a field that there is not.
    tables().schema.check(arguments.field)
    if options.get("header") == "y":
        print(separator.join(arguments.field))
    n_left = arguments.count
    for table in capture.iter_tables(arguments.field):
        columns = [_cells(table, name, options) for name in arguments.field]
        for row in islice(zip(*columns, strict=True), n_left):
            print(separator.join(row))
        if n_left is not None and (n_left := n_left - len(table)) <= 0:
            break
        if not capture.rereadable:
            sys.stdout.flush()
    return 0


def _cells(table: PacketTable, name: str, options: Mapping[str, str]) -> list[str]:
    """A text for each packet; what parts and quotes the values is printed as it was asked for."""
    aggregator, quote = options.get("aggregator", ","), QUOTES[options.get("quote", "n")]
    cells = [
        aggregator.join(map(printable, text.split(BETWEEN))) if BETWEEN in text else printable(text)
        for text in table.texts(name, options.get("occurrence", "a"), BETWEEN)
    ]
    if not quote:
        return cells
    # An absent field is nothing, an empty value is quoted. A quote within is doubled (RFC 4180 section 2).
    return [
        f"{quote}{cell.replace(quote, quote * 2)}{quote}" if there else ""
        for cell, there in zip(cells, table.column(name).valid.tolist(), strict=True)
    ]


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
    choices = {"header": "yn", "occurrence": "fla", "quote": "dsn"}
    names = {"separator": SEPARATORS, "aggregator": AGGREGATORS}
    if not equals or name not in {*choices, *names}:
        raise argparse.ArgumentTypeError(
            f"{text!r}: one of {', '.join(f'{each}=' for each in (*choices, *names))} is needed"
        )
    if name in choices:
        if len(value) != 1 or value not in choices[name]:
            raise argparse.ArgumentTypeError(f"{text!r}: {name} is one of {', '.join(choices[name])}")
        return name, value
    character = names[name].get(value, value)
    if len(character) != 1:
        raise argparse.ArgumentTypeError(f"{text!r}: {name} is {', '.join(names[name])} or one character")
    return name, character
