"""``pcapflow report``: everything about a capture in one document."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from pcapflow import output
from pcapflow.cli._common import add_files, with_capture
from pcapflow.reports import FORMATS, format_of

if TYPE_CHECKING:
    import argparse

    from pcapflow.capture import Capture

STDIN = "/dev/stdin"

HELP = "write verdict, ping statistics, layers, packets and problems into one document"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE -o --format --force."""
    add_files(parser, several=False)
    parser.add_argument("-o", "--output", default="-", metavar="OUT", help="file to write; its ending names the format")
    parser.add_argument("--format", choices=tuple(FORMATS), help="the format, where the ending names none")
    parser.add_argument("--force", action="store_true", help="replace OUT if it exists")


def run(arguments: argparse.Namespace) -> int:
    """Write the report; the verdict is in it, the exit status says whether it could be made."""
    chosen = format_of(arguments.output, arguments.format)
    to_file = arguments.output != "-"
    inputs = [STDIN if arguments.file == "-" else arguments.file]
    if to_file:
        # A long capture is not read in vain.
        output.check(arguments.output, force=arguments.force, inputs=inputs)

    def write(capture: Capture) -> int:
        document = capture.report()
        if to_file:
            document.save(arguments.output, format=chosen.name, force=arguments.force, inputs=inputs)
            return 0
        if chosen.name == "html" and isinstance(sys.stdout, io.TextIOWrapper):
            # As the page itself says, whatever the terminal's encoding is.
            sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.write(chosen.render(document))
        return 0

    return with_capture(arguments.file, write, max_ratio=arguments.max_ratio, spool=True)
