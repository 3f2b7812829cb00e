"""What is asked of a damaged capture. Whatever was damaged: answers agree with each other, places with the bytes."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import fields
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from pcapflow.forms import Form, printable
from pcapflow.reports import FORMATS as RENDERINGS
from pcapflow.results import tree_text
from pcapflow.table import FRAME_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from pcapflow import Capture, PacketTable
    from pcapflow.analyses import ChecksumResult
    from pcapflow.results import TreeNode

__all__ = ("DEEP", "WAYS")

MOST_LINES = 20
"""A detail tree takes some hundred times as long as what else is asked of a packet."""
N_COLUMNS = 12
"""So many columns of those that a capture has are asked for at once, and others of the next one."""


def _stream(capture: Capture) -> None:
    for _ in capture.iter_tables():
        pass


def _hold(capture: Capture) -> None:
    table = capture.to_table()
    table.column("frame.time_epoch")
    table.column("ip.ttl")


def _look(capture: Capture) -> None:
    for number, packet in enumerate(capture, 1):
        assert (number, len(packet)) == (packet.number, len(packet.data))


def _fetch(capture: Capture) -> None:
    for at in range(0, len(capture), 7):
        assert capture[at].number == at + 1  # each is read again from its place


def _ping(capture: Capture) -> None:
    capture.ping().text()
    capture.ping_summary()


WAYS: dict[str, Callable[[Capture], object]] = {
    "stream": _stream,
    "hold": _hold,
    "look": _look,
    "fetch": _fetch,
    "info": lambda capture: capture.info(),
    "ping": _ping,
}
"""Of reading a capture."""


def _columns(capture: Capture, dice: Random) -> None:
    """Some columns with their texts; held they say the same as streamed, and of a selection what they said of it."""
    names: list[str] = []
    texts: dict[str, list[str]] = {}
    for table in capture.iter_tables():
        if not names:
            # Of layers that do not occur a few; what is nowhere is asked for, too.
            there = [spec.name for rows in table.rows.values() for spec in rows.spec.columns]
            names = dice.choices([*FRAME_COLUMNS, *there, *dice.sample(table.schema.names, 5)], k=N_COLUMNS)
            texts = {name: [] for name in names}
        for name in texts:
            _check_column(table, name)
            texts[name] += table.texts(name)
    if names and capture.rereadable:
        held = capture.to_table(names)
        kept = sorted(dice.sample(range(len(held)), len(held) // 2))
        some = held.select(kept)
        for name, told in texts.items():
            assert held.texts(name) == told, name
            assert some.texts(name) == [told[index] for index in kept], name


def _check_column(table: PacketTable, name: str) -> None:
    first, last = table.column(name), table.column(name, "last")
    assert len(first) == len(last) == len(first.values) == len(table), name
    assert np.array_equal(first.valid, last.valid), name
    assert [value is not None for value in first] == first.valid.tolist(), name
    assert first.text() == table.texts(name, "first"), name
    said = table.texts(name, "all", "\0")
    for text, one, other, there in zip(said, first.text(), last.text(), first.valid, strict=True):
        assert text.startswith(one), name
        assert text.endswith(other), name
        # A text may be empty; nothing else is.
        assert bool(text) == there or (there and first.form is Form.TEXT), name


def _bytes(capture: Capture, _dice: Random) -> None:
    """Tables, packets one after the other, and packets that are fetched have the same bytes."""
    in_tables = [table.packet_bytes(index) for table in capture.iter_tables() for index in range(len(table))]
    if capture.rereadable:
        assert in_tables == [packet.data for packet in capture]
        for at in range(0, len(capture), 5):
            assert in_tables[at] == capture[at].data


def _lines(capture: Capture, dice: Random) -> None:
    """The first packets' lines and trees: harmless text, nodes within the packet."""
    passes = 2 if capture.rereadable else 1
    lines = capture.lines(dice.choice(("r", "a", "ad", "d", "e")), passes=passes, trees=True, data=True)
    for number, line in enumerate(islice(lines, MOST_LINES), 1):
        assert line.number == number
        assert line.info == printable(line.info)
        for node in _every(line.tree):
            assert 0 <= node.start <= node.stop <= len(line.data), node
        assert all(text == printable(text) for text in tree_text(line.tree).split("\n"))


def _every(nodes: tuple[TreeNode, ...]) -> Iterator[TreeNode]:
    for node in nodes:
        yield node
        yield from _every(node.children)


def _checksums(capture: Capture, dice: Random) -> None:
    """What is bad is named, and what should be there differs; two halves have what the whole has."""
    found = capture.checksums()
    str(found)
    for one in found.only().bad:
        assert one.found != one.right
        assert max(one.found, one.right) <= 0xFFFF
    if capture.rereadable:
        at = dice.randrange(len(capture) + 1)
        assert _counted(found) == _counted(capture[:at].checksums()) + _counted(capture[at:].checksums())


def _counted(found: ChecksumResult) -> Counter[tuple[str, str]]:
    return Counter(
        {
            (counts.protocol, field.name): getattr(counts, field.name)
            for counts in found.only().counts
            for field in fields(counts)
            if field.name != "protocol"
        }
    )


def _check(capture: Capture, _dice: Random) -> None:
    """Asked twice, the answers are the same; each question has one."""
    asked = ("loss == 0", "rtt.max < 1 s")
    found = capture.check(*asked)
    str(found)
    # Of several sessions each is named before.
    assert all(any(verdict.text.endswith(one) for verdict in found.verdicts) for one in asked)
    if capture.rereadable:
        assert found == capture.check(*asked)


def _report(capture: Capture, dice: Random) -> None:
    """In one of the forms; what can be read once has none."""
    if capture.rereadable and len(capture) <= MOST_LINES:
        form = dice.choice(sorted(RENDERINGS))
        rendered = RENDERINGS[form].render(capture.report())
        assert json.loads(rendered)["capture"] == capture.label if form == "json" else "packets flowed" in rendered


DEEP: dict[str, Callable[[Capture, Random], object]] = {
    "columns": _columns,
    "bytes": _bytes,
    "lines": _lines,
    "checksums": _checksums,
    "check": _check,
    "report": _report,
}
"""Of asking much of it: each takes as long as some of the others together."""
