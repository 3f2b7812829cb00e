"""The assertion over golden files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pcapflow import golden, output

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from pcapflow.capture import Capture

__all__ = ("assert_golden",)


def assert_golden(found: str | Capture, path: str | os.PathLike[str], fields: Sequence[str] | None = None) -> None:
    """Fail where columns of a capture are not what a file says.

    The file is what ``tshark -T fields -E header=y`` prints, so tshark can
    write it. A missing one is written and the test fails: look at it, and
    keep it or not. To renew one, remove it.

    Args:
        found: A capture, or text of the file's form.
        path: The file.
        fields: Which columns; by default those that the file has, or all of the text's.

    Raises:
        AssertionError: They differ; the message says in which frames and fields, or that the file was written.
        FieldError: No such column.
    """
    expected = golden.load(path) if Path(path).exists() else None
    if isinstance(found, str):
        actual = golden.parse(found)
        actual = actual.only(fields) if fields else actual
    else:
        names = fields or (expected.names if expected else ())
        if not names:
            raise ValueError(f"{path} does not exist yet: say fields=[...]")
        actual = golden.of_tables(found.iter_tables(columns=names), names)
    if expected is None:
        output.write_text(path, str(actual))
        raise AssertionError(f"{path} did not exist and was written: look at it, then run again")
    difference = golden.explain(expected.only(fields) if fields else expected, actual)
    if difference:
        raise AssertionError(f"{path}:\n{difference}")
