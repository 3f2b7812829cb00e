"""What takes too long is stopped."""

from __future__ import annotations

import time

import pytest

from bench._mutants.time_limit import HangError, at_most


def test_what_takes_too_long_is_stopped() -> None:
    with pytest.raises(HangError), at_most(0.01):
        time.sleep(1)


def test_what_ends_in_time_is_left_alone() -> None:
    with at_most(0.01):
        pass
    time.sleep(0.02)
