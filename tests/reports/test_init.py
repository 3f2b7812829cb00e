from __future__ import annotations

from pathlib import Path

import pytest

import pcapflow.reports
from pcapflow.errors import OutputError
from pcapflow.reports import FORMATS, format_of


def test_every_renderer_is_listed() -> None:
    """A renderer's file has its line in the list."""
    folder = Path(pcapflow.reports.__file__).parent

    assert {path.stem.removeprefix("to_") for path in folder.glob("to_*.py")} == set(FORMATS)


@pytest.mark.parametrize(
    ("path", "explicit", "name"),
    [
        ("-", None, "text"),
        ("", None, "text"),
        ("-", "json", "json"),
        ("a/report.html", None, "html"),
        ("REPORT.HTM", None, "html"),
        ("report.json", None, "json"),
        ("report.json", "json", "json"),
        ("report.txt", None, "text"),
        ("report.out", "html", "html"),
        ("report", "text", "text"),
    ],
)
def test_the_ending_names_the_format(path: str, explicit: str | None, name: str) -> None:
    """The format follows the output's ending, unless asked for."""
    assert name == format_of(path, explicit).name


@pytest.mark.parametrize(
    ("path", "explicit", "message"),
    [
        ("report.html", "json", "report.html: its ending says html, the format asked for is json: leave one out"),
        ("report.pdf", None, "report.pdf: its ending names no report format: use one of .txt, .json, .html, .htm, or"),
        ("report", None, "report: its ending names no report format"),
        ("report.html", "pdf", "no report format is called pdf: there are text, json, html"),
    ],
)
def test_a_contradiction_is_refused(path: str, explicit: str | None, message: str) -> None:
    """Nobody gets a format he did not ask for."""
    with pytest.raises(OutputError, match=message.replace("(", r"\(")):
        format_of(path, explicit)
