from __future__ import annotations

from dataclasses import replace

import pytest

from pcapflow.reports import Document
from pcapflow.results import Verdict, Verdicts

HOLDS, FAILS, OPEN = Verdict(True, "a"), Verdict(False, "b"), Verdict(None, "c")


@pytest.mark.parametrize(
    ("verdicts", "ok", "summary"),
    [
        ((), None, ""),
        ((HOLDS,), True, "1 expectation holds"),
        ((HOLDS, HOLDS), True, "All 2 expectations hold"),
        ((HOLDS, OPEN), True, "1 expectation holds, 1 could not be judged"),
        ((HOLDS, FAILS), False, "1 of 2 expectations fails"),
        ((FAILS, FAILS, OPEN), False, "2 of 2 expectations fail, 1 could not be judged"),
        ((OPEN,), None, "Nothing could be judged: 1 expectation open"),
    ],
)
def test_the_verdict_is_one_sentence(verdicts: tuple[Verdict, ...], ok: bool | None, summary: str) -> None:
    """All blocks of verdicts are judged together."""
    document = Document("t", tuple(Verdicts("check", "", (verdict,)) for verdict in verdicts))

    assert ok == document.ok
    assert summary == document.summary


def test_documents_are_values(document: Document) -> None:
    """Equal parts make equal documents."""
    assert document == replace(document)
