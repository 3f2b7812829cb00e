"""The ratios of the README."""

from __future__ import annotations

from bench._speed import rows as r
from bench._speed.measure import Outcome, Results
from bench._speed.ratios import ratios_text


def results_of(*times: tuple[str, str, float]) -> Results:
    results = Results()
    for capture, name, seconds in times:
        results.add(capture, name, Outcome(seconds, seconds, 0, 0, {}), 1000)
    return results


def test_a_ratio_stands_below_its_capture() -> None:
    """Two digits, and below ten one after the point."""
    results = results_of(
        ("pings.pcap", r.STREAMED, 1),
        ("pings.pcap", r.LIBPCAP, 1.84),
        ("mixed.pcap", r.STREAMED, 1),
        ("mixed.pcap", r.LIBPCAP, 22.4),
    )

    line = ratios_text(results).splitlines()[1]

    assert ["1.8", "22"] == line.split()[-2:]


def test_a_row_that_was_measured_on_a_smaller_capture_is_found() -> None:
    """Packets one by one, of which 200,000 suffice."""
    few = "pings-200000.pcap"

    assert ratios_text(results_of((few, r.PACKET_DPKT, 1), (few, r.DPKT_ETHERNET, 1.5))).endswith("1.5")


def test_nothing_is_said_of_what_was_not_measured() -> None:
    """Of one row without its peer neither."""
    assert 1 == len(ratios_text(results_of(("pings.pcap", r.HELD, 1))).splitlines())
