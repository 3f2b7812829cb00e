"""``pcapflow info``: what a capture file is and holds, in capinfos' words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.cli._common import add_files, each_capture
from pcapflow.cli._json import print_failure, print_result

if TYPE_CHECKING:
    import argparse

    from pcapflow.capture import Capture

HELP = "say what a capture file is and how much it holds, in capinfos' words"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE... --json."""
    add_files(parser, several=True)
    parser.add_argument("--json", action="store_true", help="one JSON object for each file")


def run(arguments: argparse.Namespace) -> int:
    """Print the facts of every file."""
    n_shown = 0

    def show(capture: Capture) -> int:
        nonlocal n_shown
        result = capture.info()
        if arguments.json:
            print_result("info", capture.label, result.blocks())
        else:
            print(f"\n{result}" if n_shown else result, flush=True)
        n_shown += 1
        return 0

    failed = print_failure if arguments.json else lambda _path, _message: None
    return each_capture(arguments.files, show, failed, max_ratio=arguments.max_ratio)
