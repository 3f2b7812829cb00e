"""The numbering of flows, beside its twin, a dictionary."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.analyses._flows import KEY_BYTES, flow_numbers
from pcapflow.kernel import IS_BUILT, VARIABLE

if not IS_BUILT:
    pytest.skip("the kernel was not built", allow_module_level=True)

from pcapflow.kernel import _flows as kernel

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.analyses._flows import FlowNumbers

Keys: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.uint8]]

SECRET = bytes(range(kernel.SECRET_BYTES))


def numbered(numbers: FlowNumbers, keys: Keys) -> list[int]:
    found = np.empty(len(keys), np.int64)
    numbers.number(keys, found)
    listed: list[int] = found.tolist()
    return listed


def assert_twins_agree(batches: list[Keys]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, "numpy")
        twin = flow_numbers()
    compiled = kernel.Flows(SECRET)
    for batch in batches:
        assert numbered(twin, batch) == numbered(compiled, batch)
        assert len(twin) == len(compiled)
    for first in {0, len(twin) // 2, len(twin)}:
        assert twin.keys_from(first) == compiled.keys_from(first)


@pytest.mark.parametrize("place", range(KEY_BYTES))
def test_every_byte_of_a_key_counts(place: int) -> None:
    """Two keys that differ in one of them are two flows."""
    keys = np.zeros((3, KEY_BYTES), np.uint8)
    keys[1, place] = 1

    assert [0, 1, 0] == numbered(kernel.Flows(SECRET), keys)


@given(
    pool=st.lists(st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES), min_size=1, max_size=200),
    batches=st.lists(st.lists(st.integers(0, 199)), max_size=5),
)
def test_twins_agree_on_few(pool: list[bytes], batches: list[list[int]]) -> None:
    """In batches of any size, in any order, over the first growing."""
    keys = np.frombuffer(b"".join(pool), np.uint8).reshape(-1, KEY_BYTES)
    assert_twins_agree([keys[np.array(batch, np.int64) % len(keys)] for batch in batches])


def test_twins_agree_on_many() -> None:
    """200,000 keys of 70,000 flows, in which every byte differs somewhere."""
    random = np.random.default_rng(1)
    different = random.integers(0, 256, (70_000, KEY_BYTES), np.uint8)
    assert_twins_agree([different[random.integers(0, len(different), 100_000)] for _ in range(2)])


def test_what_collides_is_told_apart() -> None:
    """Without a secret all hashes are the same: all keys stand in one chain."""
    numbers = kernel.Flows(bytes(kernel.SECRET_BYTES))
    keys = np.random.default_rng(2).integers(0, 256, (300, KEY_BYTES), np.uint8)

    assert [*range(300), *range(300)] == numbered(numbers, keys) + numbered(numbers, keys)


def test_keys_that_are_made_to_collide_take_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """100,000 keys whose words have one sum, and 100,000 that differ in the high bits alone: twice as long at most."""
    monkeypatch.setenv(VARIABLE, "compiled")
    random = np.random.default_rng(2)
    n = 100_000
    words = np.zeros((n, KEY_BYTES // 4), np.uint32)
    words[:, 0] = np.arange(n)
    one_sum = words.copy()
    one_sum[:, 8] = -words[:, 0]
    high = words << 15

    def seconds(batch: Keys) -> float:
        found, best = np.empty(n, np.int64), float("inf")
        for _ in range(7):
            numbers = flow_numbers()
            begin = time.process_time()
            numbers.number(batch, found)
            best = min(best, time.process_time() - begin)
        return best

    usual = seconds(random.integers(0, 256, (n, KEY_BYTES), np.uint8))
    assert [] == [ratio for each in (one_sum, high) if (ratio := seconds(each.view(np.uint8)) / usual) > 2]


KEYS = np.zeros((2, KEY_BYTES), np.uint8)
NUMBERS = np.zeros(2, np.int64)


@pytest.mark.parametrize(
    "call",
    [
        lambda numbers: numbers.number(KEYS, NUMBERS[:1]),
        lambda numbers: numbers.number(KEYS[:1], NUMBERS),
        lambda numbers: numbers.number(np.zeros((2, KEY_BYTES - 1), np.uint8), NUMBERS),
        lambda numbers: numbers.number(np.zeros((2, KEY_BYTES + 1), np.uint8), NUMBERS),
        lambda numbers: numbers.number(np.zeros((4, KEY_BYTES), np.uint8)[::2], NUMBERS),
        lambda numbers: numbers.number(KEYS, np.zeros(2, np.int32)),
        lambda numbers: numbers.number(KEYS, None),
        lambda numbers: numbers.keys_from(-1),
        lambda numbers: numbers.keys_from(1),
        lambda _: kernel.Flows(SECRET[1:]),
        lambda _: kernel.Flows(SECRET + SECRET[:1]),
        lambda _: kernel.Flows(b""),
    ],
)
def test_what_does_not_fit_is_refused(call: Callable[[kernel.Flows], object]) -> None:
    """Arrays of other lengths or kinds, keys that are not there, a secret of another length."""
    numbers = kernel.Flows(SECRET)

    with pytest.raises((ValueError, IndexError)):
        call(numbers)
    assert 0 == len(numbers)
