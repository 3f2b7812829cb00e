from __future__ import annotations

from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.ping_text import Rtt, ewma_of, mdev_of, pipe_of, printed_time, statistics_of


@pytest.mark.parametrize(
    ("rtt_us", "time_ns", "margin_ns"),
    [
        (0, 0, 500),
        (15, 15_000, 500),
        (999, 999_000, 500),
        (1_000, 1_000_000, 5_000),
        (4_194, 4_190_000, 5_000),
        (4_195, 4_200_000, 5_000),
        (9_994, 9_990_000, 5_000),
        (9_995, 10_000_000, 50_000),
        (99_949, 99_900_000, 50_000),
        (99_950, 100_000_000, 500_000),
        (101_411, 101_000_000, 500_000),
        (610_500, 611_000_000, 500_000),
    ],
)
def test_a_reply_is_printed_with_three_digits(rtt_us: int, time_ns: int, margin_ns: int) -> None:
    """The edges at which ping drops a digit, and its rounding at each."""
    assert (time_ns, margin_ns) == printed_time(rtt_us)


@given(rtt_us=st.integers(0, 10**10))
def test_no_printed_time_lies_by_more_than_its_margin_away(rtt_us: int) -> None:
    """From 1 ms on it is rounded to the nearest, below it is exact."""
    time_ns, margin_ns = printed_time(rtt_us)

    assert abs(time_ns - rtt_us * 1_000) <= margin_ns


def test_statistics_of_a_real_run() -> None:
    """What iputils printed for these three replies."""
    statistics = statistics_of([267, 50, 63], n_sent=3, n_received=3, time_ms=405)

    assert Rtt(50, 126, 267, 99) == statistics.rtt
    assert "0%" == statistics.loss
    assert 405 == statistics.time_ms


def test_duplicates_count_in_the_times_but_not_in_the_loss() -> None:
    """Six replies to four requests, as iputils printed them."""
    statistics = statistics_of([484, 514, 201, 211, 276, 190], n_sent=4, n_received=4, n_duplicates=2)

    assert Rtt(190, 312, 514, 134) == statistics.rtt
    assert "0%" == statistics.loss


@pytest.mark.parametrize(
    ("n_sent", "n_received", "loss"),
    [
        (5, 4, "20%"),
        (3, 2, "33.3333%"),
        (3, 1, "66.6667%"),
        (1, 0, "100%"),
        (10**6, 10**6 - 1, "0.0001%"),
        (4, 5, "-25%"),
    ],
)
def test_the_loss_is_a_short_float(n_sent: int, n_received: int, loss: str) -> None:
    """Six digits of a 32-bit float."""
    assert loss == statistics_of([], n_sent=n_sent, n_received=n_received).loss


def test_nothing_sent_nothing_said() -> None:
    """Without a request there is neither a loss nor a time."""
    statistics = statistics_of([], n_sent=0, n_received=0)

    assert (None, None, None) == (statistics.loss, statistics.time_ms, statistics.rtt)


def test_the_root_of_one_less_than_a_square_is_one_too_large() -> None:
    """Newton's method stops at 3 and goes back to 4 for 15: ping prints the latter."""
    assert 4 == mdev_of(15)
    assert 3 == isqrt(15)


@given(variance=st.integers(1, 2**62))
def test_the_root_is_right_but_for_that(variance: int) -> None:
    """The integer root everywhere else."""
    root = isqrt(variance)

    assert root + (variance == (root + 1) ** 2 - 1) == mdev_of(variance)


def test_a_variance_that_rounding_made_negative_is_its_own_root() -> None:
    """ping takes no root of it."""
    assert -57 == mdev_of(-57)


@given(rtts_us=st.lists(st.integers(0, 10**6), min_size=1, max_size=50))
def test_the_spread_is_near_the_exact_one(rtts_us: list[int]) -> None:
    """Truncations cost no more than a microsecond, the last step of the root another."""
    rtt = statistics_of(rtts_us, n_sent=len(rtts_us), n_received=len(rtts_us)).rtt
    mean = Fraction(sum(rtts_us), len(rtts_us))
    variance = sum((value - mean) ** 2 for value in rtts_us) / len(rtts_us)

    assert rtt is not None
    assert rtt.mdev_us is not None
    assert int(mean) == rtt.avg_us
    assert (rtt.mdev_us - 2) ** 2 <= variance + 1 or rtt.mdev_us <= 2
    assert variance <= (rtt.mdev_us + 2) ** 2


def test_large_sums_are_computed_the_other_way() -> None:
    """From a sum of 2147483647 us on the average is cut before it is squared, which tells."""
    half = 2**30 - 1

    assert 0 == _mdev([half, half])  # 2 below the edge
    assert 32_768 == _mdev([half, half + 1])


def _mdev(rtts_us: list[int]) -> int | None:
    rtt = statistics_of(rtts_us, n_sent=len(rtts_us), n_received=len(rtts_us)).rtt
    return rtt.mdev_us if rtt else None


def test_the_moving_average_is_kept_in_eighths() -> None:
    """Starts at the first round trip, then takes an eighth of the difference, cut."""
    assert 47 == ewma_of([47])
    assert 42 == ewma_of([47, 7])


def test_the_pipe_is_what_was_under_way() -> None:
    """Four requests were sent when the answer to the first came."""
    assert 4 == pipe_of([(4, 1), (4, 2), (4, 3), (4, 4)])


def test_one_at_a_time_is_no_pipe() -> None:
    """Each answer came before the next request."""
    assert pipe_of([(1, 1), (2, 2)]) is None
    assert pipe_of([]) is None


def test_the_pipe_survives_the_wrap_of_the_counter() -> None:
    """Request 65537 has sequence number 1."""
    assert 3 == pipe_of([(65_538, 0)])


def test_the_future_is_no_pipe() -> None:
    """An answer to a number that was not sent yet is not counted."""
    assert pipe_of([(1, 2)]) is None
