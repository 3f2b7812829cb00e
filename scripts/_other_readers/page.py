"""docs/other-readers.md, made of what the readers say."""

from __future__ import annotations

import json
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pcapflow
from pcapflow.errors import DamagedCaptureWarning

from .captures import CAPTURES
from .environment import REQUIREMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ("READERS", "Answer", "answers_of", "made", "ours", "table")

ASK = Path(__file__).parent / "ask.py"
READERS = ("dpkt", "scapy", "python-pcapng", "pypcapkit")
MOST_SECONDS = 120

HEAD = """# What other readers say

Five captures, built with `pcapflow.testing.build`, as Python's readers of captures read them. They were asked in the
way that their own documentation shows, with {versions}.

`scripts/other-readers` asks them again, and CI compares the answers with this page. Times are seconds since 1970, as
each reader writes them, and `now` is when it was asked; a link type is its number, or what the reader takes the
outermost layer for; bytes are those of the packet in the file, and those that it had on the wire, where the reader
tells. What a reader warns of, or raises, stands last.
"""


class Answer(NamedTuple):
    """What a reader says of a capture."""

    packets: list[list[str | None]]
    """Of each: time, link type, bytes in the file, bytes on the wire."""
    said: list[str]
    """Warnings, and the error that ended it."""


def answers_of(python: Path, reader: str, paths: Sequence[Path]) -> list[Answer]:
    """Ask a reader, in its environment, of each capture."""
    command: list[str | Path] = [python, ASK, reader, *paths]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=MOST_SECONDS)
    return [Answer(**json.loads(line)) for line in run.stdout.splitlines() if line.startswith('{"packets"')]


def ours(path: Path) -> Answer:
    """What pcapflow says."""
    with warnings.catch_warnings(record=True) as caught, pcapflow.open(path, label=path.name) as capture:
        warnings.simplefilter("always", DamagedCaptureWarning)
        table = capture.to_table()
        columns = [table.texts(name, "f", ",") for name in ("frame.time_epoch", "frame.cap_len", "frame.len")]
        packets = [
            [time or None, str(packet.interface.linktype), captured, wire]
            for packet, time, captured, wire in zip(capture, *columns, strict=True)
        ]
    return Answer(packets, [str(each.message).removeprefix(f"{path.name}: ") for each in caught])


def table(answers: dict[str, Answer]) -> str:
    """A row for each reader."""
    lines = ["| reader | packets | times | link types | bytes in the file | on the wire | warnings and errors |"]
    lines.append("| --- | --- | --- | --- | --- | --- | --- |")
    for reader, answer in answers.items():
        cells = [", ".join(one or "none" for one in column) for column in zip(*answer.packets, strict=True)]
        wire = "" if all(packet[3] is None for packet in answer.packets) else cells[3]
        cells = [*cells[:3], wire] if answer.packets else [""] * 4
        said = "<br>".join(one.replace("|", "\\|") for one in answer.said)
        lines.append(" | ".join(["| " + reader, str(len(answer.packets)), *cells, said]).rstrip() + " |")
    return "\n".join(lines) + "\n"


def made(python: Path) -> str:
    """The page."""
    versions = dict(line.split("==") for line in REQUIREMENTS.read_text().splitlines() if "==" in line)
    parts = [HEAD.format(versions=", ".join(f"{reader} {versions[reader]}" for reader in READERS))]
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / capture.name for capture in CAPTURES]
        for path, capture in zip(paths, CAPTURES, strict=True):
            path.write_bytes(capture.data)
        answers = {reader: answers_of(python, reader, paths) for reader in READERS}
        for at, capture in enumerate(CAPTURES):
            rows = {reader: found[at] for reader, found in answers.items()} | {"pcapflow": ours(paths[at])}
            parts.append(f"## {capture.title}\n\n{capture.words}\n\n{table(rows)}")
    return "\n".join(parts)
