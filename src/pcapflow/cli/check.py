"""``pcapflow check``: whether the pings of a capture are what they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.cli._common import add_files, each_capture
from pcapflow.cli._json import print_failure, print_result
from pcapflow.errors import OptionError, PcapflowError
from pcapflow.expectations import parse as parse_expectation
from pcapflow.forms import printable

if TYPE_CHECKING:
    import argparse

    from pcapflow.capture import Capture

HELP = "say whether the pings of a capture are what they should be"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE... --expect --against --json."""
    add_files(parser, several=True)
    parser.add_argument(
        "--expect",
        action="append",
        default=[],
        metavar="'NAME OP NUMBER [UNIT]'",
        help="a further expectation, such as 'rtt.max < 1 ms' or 'loss == 0'; may be given again",
    )
    parser.add_argument("--against", metavar="PING.txt", help="what ping itself printed, to compare one FILE with")
    parser.add_argument("--json", action="store_true", help="one JSON object for each file")


def run(arguments: argparse.Namespace) -> int:
    """Print a verdict for every expectation; 1 where one fails or nothing could be judged."""
    # What is wrong on the command line is said once, before a file is read.
    if arguments.against and len(arguments.files) > 1:
        raise OptionError("--against compares what one ping printed with one FILE")
    for text in arguments.expect:
        parse_expectation(text)
    against = _text_of(arguments.against) if arguments.against else None

    def show(capture: Capture) -> int:
        result = capture.check(*arguments.expect, against=against)
        if arguments.json:
            print_result("check", capture.label, result.blocks())
        else:
            if len(arguments.files) > 1:
                print(f"{printable(capture.label)}:")
            print(result, flush=True)
        return 0 if result.ok else 1

    failed = print_failure if arguments.json else lambda _path, _message: None
    return each_capture(arguments.files, show, failed, max_ratio=arguments.max_ratio)


def _text_of(path: str) -> str:
    """What ping printed, as a file has it."""
    from pcapflow import ping_text

    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        text = file.read()
    try:
        ping_text.parse(text)
    except PcapflowError as error:
        raise PcapflowError(f"{path}: {error}") from error
    return text
