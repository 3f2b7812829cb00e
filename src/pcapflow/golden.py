"""Stored results: columns of a capture as ``tshark -T fields -E header=y`` prints them; load, compare, explain.

tshark can write such a file, too, so what it says can be what is expected.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pcapflow.errors import FieldError, FormatError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from pcapflow.table import PacketTable

__all__ = ("Golden", "explain", "load", "of_tables", "parse")


@dataclass(frozen=True, slots=True)
class Golden:
    """Texts of some columns, a row for each packet."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """As many texts as there are names; empty where the field is absent, values with commas where it is there twice."""

    def __str__(self) -> str:
        return "".join("\t".join(line) + "\n" for line in (self.names, *self.rows))

    def only(self, names: Sequence[str]) -> Golden:
        """These columns alone, in this order.

        Raises:
            FieldError: There is no such column.
        """
        missing = [name for name in names if name not in self.names]
        if missing:
            raise FieldError(f"no column {missing[0]!r} among {', '.join(self.names)}")
        at = [self.names.index(name) for name in names]
        return Golden(tuple(names), tuple(tuple(row[index] for index in at) for row in self.rows))


def parse(text: str) -> Golden:
    """Read the text of a golden file.

    Raises:
        FormatError: There is no line of names, or a line has not as many texts as the first.
    """
    # Not splitlines(): a value may hold what Unicode takes for the end of a line.
    lines = text.removesuffix("\n").split("\n")
    names, *rows = (tuple(line.removesuffix("\r").split("\t")) for line in lines)
    if not all(names):
        raise FormatError("expected names of fields, separated by tabs", offset=0)
    for number, row in enumerate(rows, 2):
        if len(row) != len(names):
            offset = len("\n".join(lines[: number - 1]).encode()) + 1
            raise FormatError(f"line {number} has {len(row)} of {len(names)} fields", offset=offset)
    return Golden(names, tuple(rows))


def load(path: str | os.PathLike[str]) -> Golden:
    """Read a golden file.

    Raises:
        FormatError: It has not the form of one.
    """
    return parse(Path(path).read_text(encoding="utf-8"))


def of_tables(tables: Iterable[PacketTable], names: Sequence[str]) -> Golden:
    """Columns of a capture, all occurrences of each field.

    Raises:
        FieldError: There is no such column.
    """
    rows: list[tuple[str, ...]] = []
    for table in tables:
        rows += zip(*(table.texts(name) for name in names), strict=True)
    return Golden(tuple(names), tuple(rows))


def explain(expected: Golden, found: Golden, most: int = 10) -> str:
    """Say where two results differ, by frame and field; the empty text where they do not.

    Frames are compared by their ``frame.number`` where each has one in both results, else in their order.
    """
    lines = [f"{name}: expected, and not there" for name in expected.names if name not in found.names]
    lines += [f"{name}: not expected" for name in found.names if name not in expected.names]
    if len(expected.rows) != len(found.rows):
        lines.append(f"{len(found.rows)} frames, expected {len(expected.rows)}")
    shared = [name for name in expected.names if name in found.names]
    left_numbers, right_numbers = _frame_numbers(expected), _frame_numbers(found)
    if left_numbers is None or right_numbers is None:
        n_shared = min(len(expected.rows), len(found.rows))
        left_numbers = right_numbers = (left_numbers or tuple(map(str, range(1, n_shared + 1))))[:n_shared]
    right_at = dict(zip(right_numbers, found.only(shared).rows, strict=False))
    for number, left in zip(left_numbers, expected.only(shared).rows, strict=False):
        right = right_at.pop(number, None)
        if right is None:
            lines.append(f"frame {number} missing")
            continue
        lines += [
            f"frame {number}: {name} is {was or 'absent'}, expected {should or 'absent'}"
            for name, should, was in zip(shared, left, right, strict=True)
            if should != was
        ]
    lines += [f"frame {number} not expected" for number in right_at]
    if len(lines) > most:
        lines[most:] = [f"and {len(lines) - most} more"]
    return "\n".join(lines)


def _frame_numbers(golden: Golden) -> tuple[str, ...] | None:
    """The ``frame.number`` of each row; None where that is no column, or does not tell all rows apart."""
    if "frame.number" not in golden.names:
        return None
    numbers = tuple(number for (number,) in golden.only(["frame.number"]).rows)
    return numbers if len(set(numbers)) == len(numbers) else None
