"""``pcapflow clean``: remove what earlier recordings left on the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.forms import printable

if TYPE_CHECKING:
    import argparse

HELP = "remove what earlier recordings left on the engine"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--images."""
    parser.add_argument("--images", action="store_true", help="remove the images that pcapflow made, too")


def run(arguments: argparse.Namespace) -> int:
    """Remove them, saying each."""
    from pcapflow.recording import clean

    if not clean(images=arguments.images, say=lambda line: print(printable(line), flush=True)):
        print("nothing was left over")
    return 0
