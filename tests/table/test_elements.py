"""Options that are told apart some rows at a time."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pcapflow.errors import FieldError
from pcapflow.table import _elements
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.table import PacketTable

    TableOf = Callable[[bytes], PacketTable]

NAMES = ("ipv6.opt.type", "ipv6.opt.length", "ipv6.opt.type.action")


def padded(options: bytes) -> bytes:
    """An IPv6 packet with that in hop-by-hop options."""
    return build.ethernet(build.ipv6(bytes([59, (len(options) + 2) // 8 - 1]) + options, nxt=0))


CAPTURE = build.capture(*(padded(bytes(n) + b"\x01\x02\0\0" * 3 + bytes(10 - n)) for n in range(8)), build.ping())


@pytest.mark.parametrize(("group_bytes", "most_kept"), [(1, 1000), (50, 1000), (1, 0), (50, 0), (1 << 17, 0)])
def test_groups_change_nothing(
    group_bytes: int, most_kept: int, table_of: TableOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few rows they are of, and whether they are kept."""
    whole = table_of(CAPTURE)
    expected = [whole.texts(name) for name in NAMES]
    elements, *_ = whole.elements("ipv6.hopopts")
    monkeypatch.setattr(_elements, "GROUP_BYTES", group_bytes)
    monkeypatch.setattr(_elements, "MOST_KEPT", most_kept)
    table = table_of(CAPTURE)

    assert expected == [table.texts(name) for name in NAMES]
    for one, same in zip(elements, table.elements("ipv6.hopopts")[0], strict=True):
        assert one.tolist() == same.tolist()


def test_of_one_row_others_may_be_left_out(table_of: TableOf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are too many to be kept."""
    monkeypatch.setattr(_elements, "MOST_KEPT", 5)
    of_all, of_one = table_of(CAPTURE).elements("ipv6.hopopts")[0], table_of(CAPTURE).elements("ipv6.hopopts", 3)[0]
    mine = of_all.row == 3

    assert {3} == set(of_one.row.tolist())
    for one, same in zip(of_all, of_one, strict=True):
        assert one[mine].tolist() == same.tolist()


def test_a_layer_without_options_has_none(table_of: TableOf) -> None:
    with pytest.raises(FieldError, match="layer 'udp' has no options"):
        table_of(CAPTURE).elements("udp")


def test_many_options_of_one_byte_take_bounded_room(table_of: TableOf) -> None:
    """400,000 of them, 400 KB of a file: each is a value and where it stands, at most."""
    table = table_of(build.capture(*[padded(bytes(2046))] * 200))

    tracemalloc.start()
    column = table.column("ipv6.opt.type")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert 0 == np.count_nonzero(column.values)
    assert peak < 409_200 * 100
