"""What must hold is judged by what was measured."""

from __future__ import annotations

import pytest

from bench._speed import rows as r
from bench._speed.claims import Claim, claims_of
from bench._speed.measure import Outcome, Results


def results_of(*times: tuple[str, str, float]) -> Results:
    results = Results()
    for capture, name, seconds in times:
        results.add(capture, name, Outcome(seconds, seconds, 0, 300 << 20, {}), 1000)
    return results


def test_nothing_is_claimed_of_what_was_not_measured() -> None:
    """Of one row without its peer neither."""
    assert [] == claims_of(Results())
    assert [] == claims_of(results_of(("pings.pcap", r.HELD, 1)))


@pytest.mark.parametrize(("theirs", "holds"), [(1.4, False), (1.5, True)])
def test_streamed_is_so_much_faster_than_libpcap(theirs: float, holds: bool) -> None:
    """1.5 times on pings."""
    (claim,) = claims_of(results_of(("pings.pcap", r.STREAMED, 1), ("pings.pcap", r.LIBPCAP, theirs)))

    assert theirs == claim.found
    assert holds is claim.holds


def test_pcapng_is_measured_against_pcap() -> None:
    """Half as fast is not enough."""
    (claim,) = claims_of(results_of(("pings.pcap", r.STREAMED, 1), ("pings.pcapng", r.STREAMED, 2)))

    assert (0.5, False) == (claim.found, claim.holds)


def test_ping_may_take_so_much_beyond_starting_and_decoding() -> None:
    """0.15 s."""
    times = [("pings.pcap", r.PING, 0.5), ("pings.pcap", r.ECHO_TABLES, 0.2), ("pings-2.pcap", r.PING_STARTS, 0.175)]
    (claim,) = claims_of(results_of(*times))

    assert pytest.approx(0.125) == claim.found
    assert claim.holds


def test_time_a_packet_grows_little() -> None:
    """All three captures within 30 %."""
    each_s = {n: n * (1.4e-6 if n == 10_000_000 else 1e-6) for n in r.LINEAR.values()}
    (claim,) = claims_of(results_of(*((name, r.STREAMED_AGAIN, each_s[n]) for name, n in r.LINEAR.items())))

    assert pytest.approx(1.4) == claim.found
    assert not claim.holds


def test_memory_has_a_limit() -> None:
    """256 MiB; whatever the time."""
    (claim,) = claims_of(results_of((r.MEMORY, r.PING, 1)))

    assert (300, False) == (claim.found, claim.holds)


def test_a_limit_itself_is_within() -> None:
    """From both sides."""
    assert Claim("", 2, 2).holds
    assert Claim("", 2, 2, at_most=True).holds
