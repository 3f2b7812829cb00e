from __future__ import annotations

import numpy as np
import pytest

from pcapflow import kernel
from pcapflow.analyses._flows import KEY_BYTES, Flow, FlowNumbers, flow_numbers, flows_from, keys_of

KERNELS = ["numpy", *["compiled"] * kernel.IS_BUILT]


@pytest.fixture(params=KERNELS)
def numbers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> FlowNumbers:
    """Of no flow yet, in both ways."""
    monkeypatch.setenv(kernel.VARIABLE, request.param)
    return flow_numbers()


def number(numbers: FlowNumbers, keys: np.ndarray[tuple[int, int], np.dtype[np.uint8]]) -> list[int]:
    found = np.empty(len(keys), np.int64)
    numbers.number(keys, found)
    listed: list[int] = found.tolist()
    return listed


def keys(*numbers: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Keys that end with these numbers."""
    found = np.zeros((len(numbers), KEY_BYTES), np.uint8)
    found[:, -4:] = np.array(numbers, ">u4").reshape(-1, 1).view(np.uint8)
    return found


def test_keys_are_numbered_in_the_order_in_which_they_are_met(numbers: FlowNumbers) -> None:
    """Over several calls."""
    assert [0, 0, 1, 0, 2] == number(numbers, keys(7, 7, 5, 7, 9))
    assert [1, 3] == number(numbers, keys(5, 8))
    assert 4 == len(numbers)
    assert keys(9, 8).tobytes() == numbers.keys_from(2)
    assert b"" == numbers.keys_from(4)


def test_nothing_is_numbered_with_nothing(numbers: FlowNumbers) -> None:
    """No key, no flow."""
    assert [] == number(numbers, keys())
    assert (0, b"", []) == (len(numbers), numbers.keys_from(0), flows_from(numbers))


def test_a_key_says_its_flow(numbers: FlowNumbers) -> None:
    """Of IPv4 four bytes of an address count."""
    addresses = np.arange(32, dtype=np.uint8).reshape(2, 16)
    family = np.array([4, 6], np.uint8)

    number(numbers, keys_of(family, addresses, addresses[::-1], np.array([1, 0x1234])))

    assert [
        Flow(4, "0.1.2.3", "16.17.18.19", 1),
        Flow(6, "1011:1213:1415:1617:1819:1a1b:1c1d:1e1f", "1:203:405:607:809:a0b:c0d:e0f", 0x1234),
    ] == flows_from(numbers)
