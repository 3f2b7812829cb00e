"""docs/other-readers.md says what the readers say."""

from __future__ import annotations

from pathlib import Path

import pytest

from _other_readers.captures import CAPTURES
from _other_readers.environment import REQUIREMENTS, python
from _other_readers.page import READERS, Answer, made, ours, table

PAGE = Path(__file__).parent.parent.parent / "docs" / "other-readers.md"


@pytest.mark.index
def test_the_readers_say_what_the_page_says() -> None:
    """Asked again, in the versions that it names; scripts/other-readers --write writes it anew."""
    assert PAGE.read_text() == made(python())


def test_the_page_says_what_pcapflow_says(tmp_path: Path) -> None:
    """Wherever the others are not at hand, too."""
    rows = []
    for capture in CAPTURES:
        path = tmp_path / capture.name
        path.write_bytes(capture.data)
        rows.append(table({"pcapflow": ours(path)}).splitlines()[-1])

    assert rows == [line for line in PAGE.read_text().splitlines() if line.startswith("| pcapflow |")]


def test_every_reader_has_its_version() -> None:
    """And so has all that it needs."""
    lines = [line for line in REQUIREMENTS.read_text().splitlines() if not line.startswith("#")]

    assert set(READERS) <= {line.partition("==")[0] for line in lines}
    assert all(line.partition("==")[2] for line in lines)


def test_a_row_is_what_a_reader_says() -> None:
    """What it does not say stands empty; a packet without a time has none."""
    answers = {
        "a": Answer([["1.5", "1", "60", None], [None, "1", "60", None]], ["odd | end"]),
        "b": Answer([], ["ValueError: no"]),
        "c": Answer([["1", "2", "3", "4"]], []),
    }

    assert [
        "| a | 2 | 1.5, none | 1, 1 | 60, 60 |  | odd \\| end |",
        "| b | 0 |  |  |  |  | ValueError: no |",
        "| c | 1 | 1 | 2 | 3 | 4 | |",
    ] == table(answers).splitlines()[2:]
