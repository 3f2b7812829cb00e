"""``pcapflow ping``: ping's own block, from the wire."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pcapflow.cli._common import add_files, each_capture
from pcapflow.cli._json import print_failure, print_result
from pcapflow.errors import PcapflowError
from pcapflow.forms import printable

if TYPE_CHECKING:
    import argparse

    from pcapflow.capture import Capture

HELP = "print ping's own statistics, worked out from the packets of a capture"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE... -q --json."""
    add_files(parser, several=True)
    parser.add_argument("-q", "--quiet", action="store_true", help="first line and summary only, as ping's -q")
    parser.add_argument("--json", action="store_true", help="one JSON object for each file")


def run(arguments: argparse.Namespace) -> int:
    """Print the block of every session of every file; 1 where nothing was answered."""
    for name in arguments.files:
        _refuse_address(name)

    n_shown = 0

    def show(capture: Capture) -> int:
        nonlocal n_shown
        if arguments.json:
            result = capture.ping()
            print_result("ping", capture.label, result.blocks())
            return 0 if result.n_answered else 1
        found = capture.ping_summary() if arguments.quiet else capture.ping()
        if len(arguments.files) > 1:
            print("\n" * bool(n_shown) + f"{printable(capture.label)}:")
        print(found, flush=True)
        n_shown += 1
        return 0 if found.n_answered else 1

    failed = print_failure if arguments.json else lambda _path, _message: None
    return each_capture(arguments.files, show, failed, max_ratio=arguments.max_ratio)


def _refuse_address(name: str) -> None:
    if name == "-" or os.path.exists(name):
        return
    import ipaddress

    try:
        ipaddress.ip_address(name)
    except ValueError:
        return
    raise PcapflowError(
        f"{name} is an address, and this reads captures; to record a ping, pcapflow record --target {name}"
    )
