"""The headers of one layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pcapflow.table import LayerRows, PacketTable, taken
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

PACKET = build.ethernet(build.ipv4(build.udp()))


@pytest.fixture
def rows(table_of: Callable[[bytes], PacketTable]) -> LayerRows:
    """IPv4 headers of three packets, of which the second is cut after 6 bytes."""
    cut = build.Packet(PACKET[:20], wire_bytes=len(PACKET))
    return table_of(build.capture(PACKET, cut, PACKET)).layer("ip")


def test_a_column_is_absent_where_its_bytes_are_not(rows: LayerRows) -> None:
    """The length was captured, the TTL was not."""
    specs = {spec.name: spec for spec in rows.spec.columns}
    _, ttl_there = rows.column(specs["ip.ttl"])
    _, length_there = rows.column(specs["ip.len"])

    assert ttl_there is not None
    assert [True, False, True] == ttl_there.tolist()
    assert length_there is None


def test_values_are_zero_where_the_header_is_cut(rows: LayerRows) -> None:
    """Who reads rows asks `whole` first."""
    assert [64, 0, 64] == rows.values("ip.ttl").tolist()
    assert [True, False, True] == rows.whole().tolist()


def test_another_layers_column_is_an_error(rows: LayerRows) -> None:
    """As a key that is not there."""
    with pytest.raises(KeyError, match=r"udp\.length"):
        rows.values("udp.length")


def test_taken_rows_keep_their_cuts(rows: LayerRows) -> None:
    """Under the packets' new indices."""
    some = rows.take(np.array([1, 2]), np.array([0, 1]))

    assert ([0, 1], [0], [6]) == (some.packet.tolist(), some.cut_row.tolist(), some.cut_bytes.tolist())
    assert [0, 64] == some.values("ip.ttl").tolist()


def test_reordered_rows_keep_their_cuts(rows: LayerRows) -> None:
    """The cut one comes last."""
    turned = rows.reordered(np.array([2, 0, 1]))

    assert ([2, 0, 1], [2], [6]) == (turned.packet.tolist(), turned.cut_row.tolist(), turned.cut_bytes.tolist())


def test_joined_rows_keep_their_cuts(rows: LayerRows) -> None:
    """The second stretch's packets and rows are counted on."""
    joined = LayerRows.join([rows, rows], [0, 3])

    assert [0, 1, 2, 3, 4, 5] == joined.packet.tolist()
    assert ([1, 4], [6, 6]) == (joined.cut_row.tolist(), joined.cut_bytes.tolist())


def test_joined_headers_keep_the_wires_byte_order(rows: LayerRows) -> None:
    """numpy would turn them round."""
    assert ">u2" == LayerRows.join([rows, rows], [0, 3]).header.dtype["len"].str


@pytest.mark.parametrize("which", [np.array([1]), np.array([False, True])])
def test_headers_are_taken_as_they_are(which: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
    """By index or under a mask."""
    header = np.array([(1, 2), (3, 4)], np.dtype([("a", ">u2"), ("b", "u1")]))

    assert [(3, 4)] == taken(header, which).tolist()
    assert header.dtype == taken(header, which).dtype


def test_it_says_what_it_is(rows: LayerRows) -> None:
    """Layer and number of headers."""
    assert "<LayerRows ip: 3 headers>" == repr(rows)
