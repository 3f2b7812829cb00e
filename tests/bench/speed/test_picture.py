"""The picture shows what was measured."""

from __future__ import annotations

from xml.etree import ElementTree

from bench._speed import rows as r
from bench._speed.measure import Outcome, Results
from bench._speed.picture import picture

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*times: tuple[str, str, int, float]) -> ElementTree.Element:
    results = Results()
    for capture, name, n_packets, seconds in times:
        results.add(capture, name, Outcome(seconds, seconds, 0, 0, {}), n_packets)
    return ElementTree.fromstring(picture(results))  # noqa: S314  # what was just made


def test_bars_are_as_long_as_rates() -> None:
    """In order of speed."""
    root = drawn(("pings.pcap", r.LIBPCAP, 2_000_000, 0.2), ("pings.pcap", r.STREAMED, 2_000_000, 0.1))
    ours, theirs = root.iter(f"{SVG}rect")

    assert ("ours", "theirs") == (ours.get("class"), theirs.get("class"))
    assert float(ours.get("width", 0)) == 2 * float(theirs.get("width", 0)) > 100


def test_rates_are_written_beside_them() -> None:
    """In million packets a second."""
    texts = [text.text for text in drawn(("mixed.pcap", r.STREAMED, 1_000_000, 0.05)).iter(f"{SVG}text")]

    assert texts[0] is not None
    assert texts[0].startswith("1,000,000 packets")
    assert "20" == texts[-1]


def test_slow_rows_come_from_the_short_capture() -> None:
    """Of the same kind."""
    root = drawn(("mixed.pcap", r.STREAMED, 1_000_000, 0.05), (f"mixed-{r.FEW}.pcap", r.DPKT_READER, r.FEW, 0.2))

    assert 2 == len(list(root.iter(f"{SVG}rect")))
