"""``pcapflow fields``: every column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.errors import FieldError

if TYPE_CHECKING:
    import argparse

HELP = "list every column: name, type, meaning"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PREFIX."""
    parser.add_argument("prefix", nargs="?", default="", metavar="PREFIX", help="only names that begin so, such as ip.")


def run(arguments: argparse.Namespace) -> int:
    """Print the columns; 2 where none has the prefix."""
    from pcapflow.capture import fields

    found = fields(arguments.prefix)
    if not found.fields:
        raise FieldError(f"no field begins with {arguments.prefix!r}")
    print(found)
    return 0
