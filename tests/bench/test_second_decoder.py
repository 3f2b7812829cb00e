"""Columns and dpkt agree on every value that both have."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from bench import _second_decoder as second
from pcapflow.files import open_capture
from pcapflow.layers import Cursor, decode, tables
from pcapflow.testing import build, vary

if TYPE_CHECKING:
    from pathlib import Path


def compared(packets: list[bytes], linktype: int) -> second.Comparison:
    found = second.Comparison()
    with open_capture(build.pcap(*packets, linktype=linktype)) as reader:
        for records in reader:
            second.compare_table(decode(records, tables(), Cursor(), label="test"), found)
    return found


def test_on_the_recorded_captures(data_dir: Path) -> None:
    """Without a rule: nothing is left out."""
    found = second.compare(str(path) for path in sorted(data_dir.glob("*.pcap")))

    assert [] == found.differences
    assert found.n_values > 6_000
    assert {} == dict(found.taken)


@pytest.mark.parametrize("layer", vary.LAYERS)
def test_where_every_bit_varies(layer: str) -> None:
    by_linktype = defaultdict(list)
    for linktype, data in vary.packets(layer, 200, seed=2):
        by_linktype[linktype].append(data)
    for linktype, packets in by_linktype.items():
        if linktype not in second.LINKTYPES:
            continue
        found = compared(packets, linktype)
        assert [] == found.differences
        assert found.n_values + found.taken[second.GRE] > 100


@pytest.mark.corpus
def test_on_other_peoples_captures(corpus_dir: Path) -> None:
    """Every rule takes something, and what they take is less than a hundredth of what is compared."""
    found = second.compare(str(path) for path in sorted(corpus_dir.rglob("*")) if path.is_file())

    assert [] == found.differences
    assert {
        second.NO_LINK_TYPE,
        second.GAVE_UP,
        second.ISL,
        second.TAGS,
        second.GUESSED,
        second.GRE,
        second.STOPPED,
    } == found.taken.keys()
    assert sum(found.taken.values()) < found.n_values / 100


def test_a_difference_is_found() -> None:
    """A table that lies about one byte."""
    found = second.Comparison()
    with open_capture(build.capture(build.ping())) as reader:
        (records,) = reader
        table = decode(records, tables(), Cursor(), label="lie")
        records.window.flags.writeable = True
        records.window[int(records.start[0]) + 22] = 63
        second.compare_table(table, found)

    assert ["lie frame 1 ip.ttl: ['64'], dpkt ['63']"] == found.differences
