"""``pcapflow report``: everything about a capture in one document."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pcapflow.cli._common import add_files, with_capture
from pcapflow.reports import FORMATS, format_of

if TYPE_CHECKING:
    import argparse

    from pcapflow.capture import Capture

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

    def write(capture: Capture) -> int:
        document = capture.report()
        if arguments.output == "-":
            sys.stdout.write(chosen.render(document))
        else:
            document.save(arguments.output, format=chosen.name, force=arguments.force, inputs=[arguments.file])
        return 0

    return with_capture(arguments.file, write, spool=True)
