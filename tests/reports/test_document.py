from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pcapflow.errors import OutputError
from pcapflow.reports import FORMATS, Document
from pcapflow.results import Verdict, Verdicts

if TYPE_CHECKING:
    from pathlib import Path

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


def test_it_shows_its_title_its_capture_and_its_verdict() -> None:
    """Not every block, and nothing that commands a terminal."""
    document = Document("t", (Verdicts("check", "", (HOLDS,)),), "a\x1b.pcap")

    assert r"<Document t: a\x1b.pcap: 1 expectation holds>" == repr(document)
    assert "<Document t>" == repr(Document("t", ()))


def test_documents_are_values(document: Document) -> None:
    """Equal parts make equal documents."""
    assert document == replace(document)


@pytest.mark.parametrize(("suffix", "name"), [(".txt", "text"), (".json", "json"), (".html", "html")])
def test_a_report_is_saved_as_its_ending_says(document: Document, tmp_path: Path, suffix: str, name: str) -> None:
    """The file holds what the renderer of that format gives."""
    path = tmp_path / f"report{suffix}"

    document.save(path)

    assert FORMATS[name].render(document) == path.read_text("utf-8")


def test_a_report_overwrites_nothing(document: Document, tmp_path: Path) -> None:
    """Neither a report of that name nor, even with force, an input."""
    path = tmp_path / "report.txt"
    path.write_text("mine")

    with pytest.raises(OutputError, match="exists already"):
        document.save(path)
    with pytest.raises(OutputError, match="is the input"):
        document.save(path, force=True, inputs=[path])

    assert "mine" == path.read_text()


def test_a_refused_format_leaves_no_file(document: Document, tmp_path: Path) -> None:
    """A contradiction is found before anything is written."""
    with pytest.raises(OutputError, match="its ending says html"):
        document.save(tmp_path / "report.html", format="json")

    assert [] == list(tmp_path.iterdir())


def test_print_and_notebook_show_the_same(document: Document) -> None:
    """A report prints as its text, and a notebook shows its title, verdict and blocks."""
    assert FORMATS["text"].render(document) == f"{document}\n"
    html = document._repr_html_()
    assert "<h2>172.17.0.2 pings 172.17.0.3</h2><p>bridge.pcap</p>" in html
    assert "ok: All 6 expectations hold" in html
    assert html.count("<h2>") == 1 + len(document.blocks)


def test_a_title_stands_alone_where_there_is_no_capture() -> None:
    """No empty line for what is not there."""
    assert "t" == str(Document("t", ()))
