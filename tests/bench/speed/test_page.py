"""Figures as text, and in their page."""

from __future__ import annotations

import pytest

from bench._speed import rows as r
from bench._speed.measure import Outcome, Results
from bench._speed.page import profile_text, table_text, written

N = 2_000_000


@pytest.fixture
def results() -> Results:
    results = Results()
    for name, seconds in {r.READ: 0.02, r.RECORDS: 0.05, r.TABLES: 0.1, r.STREAMED: 0.12, r.LIBPCAP: 0.24}.items():
        results.add("pings.pcap", name, Outcome(seconds, seconds, N, 32 << 20, {}), N)
    results.add("pings.pcap", r.COMPILED, Outcome(0.12, 0.12, N, 0, {"_records.pcap": 0.02, "_layers.walk": 0.04}), N)
    results.add("pings.pcap", r.COLUMNS, Outcome(0.6, 0.6, N, 0, {"ip.ttl": 1e-9, "ip.src": 5e-9}), N)
    return results


def test_a_row_says_times_rate_ratios_and_memory(results: Results) -> None:
    """In this order: by two clocks, packets a second, ns a packet, against libpcap and read(), MiB."""
    lines = [line for line in table_text(results, {}).splitlines() if line.startswith(r.STREAMED)]

    assert ["0.120 0.120 16.667 60.0 2.00 0.17 32"] == [
        " ".join(line.removeprefix(r.STREAMED).split()) for line in lines[:1]
    ]


def test_the_quickest_stands_first(results: Results) -> None:
    """Whatever the order of measuring."""
    table = table_text(results, {"processor": "one"})

    assert table.index(r.READ) < table.index(r.STREAMED) < table.index(r.LIBPCAP)
    assert table.startswith("processor  one\n")


def test_what_must_hold_stands_below(results: Results) -> None:
    """With its limit and the verdict."""
    assert "at least 1.5  holds" in table_text(results, {})


def test_columns_are_told_by_the_row(results: Results) -> None:
    """On average, and the extremes."""
    assert "3.0 ns a row" in table_text(results, {})
    assert "ip.ttl 1.0, ip.src 5.0, ip.src 5.0" in table_text(results, {})


def test_the_profile_adds_up(results: Results) -> None:
    """Steps sum to the whole, in ns a packet."""
    cells = [float(line.split()[-1]) for line in profile_text(results).splitlines()[1:]]

    assert [10.0, 10.0, 5.0, 20.0, 5.0, 10.0, 60.0] == cells
    assert cells[-1] == sum(cells[:-1])


def test_without_its_rows_there_is_no_profile() -> None:
    """Rather than a table of nothing."""
    assert "" == profile_text(Results())


def test_a_block_is_replaced() -> None:
    """And what stands around it stays."""
    page = "a\n<!-- figures -->\nold\n<!-- /figures -->\nb\n"
    new = "a\n<!-- figures -->\n```text\nnew \\1\n```\n<!-- /figures -->\nb\n"

    assert new == written(page, {"figures": "new \\1"}) == written(new, {"figures": "new \\1"})


def test_a_block_that_is_not_there_is_told() -> None:
    """By its name."""
    with pytest.raises(ValueError, match="no block 'figures'"):
        written("a page", {"figures": ""})
