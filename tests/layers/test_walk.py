"""The compiled walk's arrays: too small at first, given back, and written to by several threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench._mutants.packets import seeds_of
from bench._mutants.twins import Comparison, Seen, compare, mutants, window_of
from pcapflow.kernel import IS_BUILT
from pcapflow.layers import Problem, tables
from pcapflow.testing import build, vary

if not IS_BUILT:
    pytest.skip("the kernel was not built", allow_module_level=True)

from pcapflow.kernel import _layers as kernel
from pcapflow.layers import _walk
from pcapflow.layers._walk import CompiledWalk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pcapflow.files import Records
    from pcapflow.layers._tables import Found

RAW, ETHERNET = 101, 1
IPV4_IN_IPV4 = 4


def nested(n: int) -> Seen:
    """So many headers of IPv4, one in the other."""
    packet = b""
    for _ in range(n):
        packet = bytes(build.ipv4(packet, proto=IPV4_IN_IPV4))
    return Seen(RAW, packet, len(packet))


def drawn(n: int, seed: int) -> list[Seen]:
    """Packets of every layer, one in three of them cut."""
    packets = [packet for layer in vary.LAYERS for packet in vary.packets(layer, n, seed=seed)]
    return [Seen(linktype, data[: len(data) - at % 3 * 9], len(data)) for at, (linktype, data) in enumerate(packets)]


@pytest.fixture
def grown(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The layers whose arrays were full, each time; they get room for one row more than they had."""
    full: list[int] = []
    grow = CompiledWalk._grow

    def noted(self: CompiledWalk, number: int, share: float, least: int) -> None:
        full.append(number)
        grow(self, number, share, least)

    monkeypatch.setattr(CompiledWalk, "_grow", noted)
    monkeypatch.setattr(_walk, "grown_capacity", lambda n, _share, **_least: n + 1 - kernel.SLACK_ROWS if n else 1)
    return full


def assert_same(*windows: Records) -> Comparison:
    """As the twin has it, which knows nothing of arrays that are full."""
    found = Comparison()
    compare(windows, found)
    assert [] == found.differences
    return found


def test_arrays_may_be_full_at_any_row(grown: list[int]) -> None:
    """Of any layer: the packets that were under way are taken back, and walked again."""
    assert_same(window_of(drawn(30, seed=5)))
    assert len(grown) > 1_000
    full = {tables().layers[number - 1].name for number in grown}

    assert set(found_in(window_of(drawn(30, seed=5))).rows) == full
    assert len(full) > 20


def test_what_is_found_cut_is_taken_back_with_its_packet(grown: list[int]) -> None:
    """And found once."""
    whole = drawn(4, seed=6)
    cut = [Seen(one.linktype, one.data[:n], one.wire_bytes) for one in whole for n in range(0, len(one.data), 5)]
    found = assert_same(window_of(cut))

    assert found.n_cut > 100
    assert len(grown) > 100


def test_a_packet_may_fill_a_layer_alone(grown: list[int]) -> None:
    """With as many rows as any may have, beside others with few."""
    packets = [nested(n) for n in (1, 64, 2, 63, 64, 65, 1)]
    found = assert_same(window_of(packets))

    assert 1 + 64 + 2 + 63 + 64 + 64 + 1 == found.n_rows
    assert len(grown) > 100


def test_a_block_of_packets_may_have_as_many_rows_as_there_can_be(grown: list[int]) -> None:
    """64 packets with 64 rows in one layer, and one behind them."""
    found = assert_same(window_of([*[nested(70)] * 64, nested(1)]))

    assert 64 * 64 + 1 == found.n_rows
    assert len(grown) > 1_000


@pytest.mark.parametrize("n_headers", [63, 64, 65, 99])
def test_a_packet_has_64_rows_at_most(n_headers: int) -> None:
    """The verdict says so."""
    found = found_in(window_of([nested(n_headers)]))

    assert min(n_headers, 64) == len(found.rows["ip"])
    assert [Problem.TOO_DEEP if n_headers > 64 else 0] == found.problem.tolist()


def found_in(*windows: Records) -> Found:
    walk = CompiledWalk(tables(), None)
    for window in windows:
        walk.update(window)
    return walk.take()


def plain(found: Found) -> list[object]:
    """All of it, to be compared."""
    rows = [
        (name, one.header.tobytes(), one.place.tobytes(), one.cut_row.tolist(), one.cut_bytes.tolist())
        for name, one in found.rows.items()
    ]
    return [rows, found.problem.tolist(), found.problem_layer.tolist()]


def test_packets_count_on_over_windows_until_they_are_taken() -> None:
    """Windows of other interfaces, and an empty one, among them."""
    some, others = drawn(3, seed=1), [nested(2)] * 70
    together = found_in(window_of(some), window_of([]), window_of(others), window_of(some))

    assert plain(found_in(window_of([*some, *others, *some]))) == plain(together)


@given(st.lists(st.integers(0, 90), max_size=4))
def test_it_does_not_matter_where_windows_end(sizes: list[int]) -> None:
    """The rows are those of one window."""
    packets = list(mutants(SEEDS, 200, Random(7)))  # noqa: S311 - test data, no secret
    bounds = [0, *np.cumsum(sizes, dtype=int).tolist(), len(packets)]
    windows = [window_of(packets[start:stop]) for start, stop in pairwise(bounds) if start < stop]

    assert plain(found_in(window_of(packets[: max(bounds)]))) == plain(found_in(*windows))


SEEDS = seeds_of()


def test_what_was_taken_is_left_alone() -> None:
    """The next rows are written elsewhere, and count from 0."""
    walk = CompiledWalk(tables(), None)
    walk.update(window_of(drawn(5, seed=1)))
    first = walk.take()
    before = plain(first)
    walk.update(window_of(drawn(5, seed=2)))

    assert plain(found_in(window_of(drawn(5, seed=2)))) == plain(walk.take())
    assert before == plain(first)


def test_nothing_was_shown_and_nothing_is_found() -> None:
    """Before the first window, and behind the last."""
    walk = CompiledWalk(tables(), None)

    assert [[], [], []] == plain(walk.take())
    walk.update(window_of([nested(1)]))
    walk.take()
    assert [[], [], []] == plain(walk.take())


def test_several_threads_walk_at_once() -> None:
    """Each with a walk of its own; none waits for the other, or sees its rows."""
    windows = [[window_of(drawn(40, seed=seed)) for seed in (each, each + 1)] for each in range(4)]

    def again(of: Sequence[Records]) -> list[list[object]]:
        return [plain(found_in(*of)) for _ in range(5)]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(again, windows))

    assert [[plain(found_in(*of))] * 5 for of in windows] == found


def test_a_layer_that_is_not_wanted_gets_no_array(grown: list[int]) -> None:
    """However many of its headers there are."""
    walk = CompiledWalk(tables(), {"udp"})
    walk.update(window_of(drawn(30, seed=5)))

    assert ["udp"] == list(walk.take().rows)
    assert {"udp"} == {tables().layers[number - 1].name for number in grown}
