"""``pcapflow checksums``: whether the checksums in captures are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.cli._common import add_files, each_capture
from pcapflow.cli._json import print_failure, print_result
from pcapflow.forms import printable

if TYPE_CHECKING:
    import argparse

    from pcapflow.capture import Capture

HELP = "say whether the checksums of IPv4, ICMP, ICMPv6, TCP and UDP are right"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE... --json."""
    add_files(parser, several=True)
    parser.add_argument("--json", action="store_true", help="one JSON object for each file")


def run(arguments: argparse.Namespace) -> int:
    """Print what was found in every file; 1 where a checksum is bad."""

    def show(capture: Capture) -> int:
        result = capture.checksums()
        if arguments.json:
            print_result("checksums", capture.label, result.blocks())
        else:
            if len(arguments.files) > 1:
                print(f"{printable(capture.label)}:")
            print(result, flush=True)
        return 1 if result.n_bad else 0

    failed = print_failure if arguments.json else lambda _path, _message: None
    return each_capture(arguments.files, show, failed, max_ratio=arguments.max_ratio)
