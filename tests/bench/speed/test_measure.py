"""Rounds, medians and ratios."""

from __future__ import annotations

import json
import os
import sys

import pytest

from bench._speed.measure import Outcome, Results, Row, measure, outcome_of

TELLS = "import json; print('a word'); print(json.dumps({'n_packets': 3, 'wall_s': 2.0, 'cpu_s': 1.0}))"


def results_of(clock: str = "wall_s", **times: list[tuple[float, float]]) -> Results:
    results = Results(clock)
    for name, pairs in times.items():
        for wall_s, cpu_s in pairs:
            results.add("x.pcap", name, Outcome(wall_s, cpu_s, 3, 5, {"a": wall_s}), 3)
    return results


def row(code: str, **options: object) -> Row:
    return Row("x.pcap", "job", (sys.executable, "-c", code), 3, **options)  # type: ignore[arg-type]  # a row's own


def test_a_process_says_what_it_took() -> None:
    """In its last line; what is not in it is nothing."""
    assert Outcome(2.0, 1.0, 3, 0, {}) == outcome_of(row(TELLS), os.environ)


def test_a_whole_process_is_timed_from_outside() -> None:
    """From start to end, whatever it prints."""
    outcome = outcome_of(row("import time; time.sleep(1); print('a word')", whole=True), os.environ)

    assert outcome.wall_s >= 1 > outcome.cpu_s > 0
    assert outcome.peak_bytes > 1 << 20


def test_other_packets_than_there_are_is_a_failure() -> None:
    """A fast peer that reads half of the file is no peer."""
    with pytest.raises(RuntimeError, match="2 packets, not 3"):
        outcome_of(row(TELLS.replace("'n_packets': 3", "'n_packets': 2")), os.environ)


def test_a_process_that_fails_is_a_failure() -> None:
    """Its row is named, and what it said last."""
    with pytest.raises(RuntimeError, match=r"x\.pcap, job: exit status 1: why"):
        outcome_of(row("raise SystemExit('why')"), os.environ)


def test_every_row_runs_once_a_round() -> None:
    """But no more often than it says; its environment is its own."""
    rows = [row(TELLS), Row("x.pcap", "slow", row(TELLS).words, 3, most_rounds=2)]
    results = measure("some", rows, 3, os.environ, lambda _: None)

    assert [3, 2] == [len(outcomes) for outcomes in results.outcomes.values()]


def test_a_row_that_fails_is_told_and_left_out() -> None:
    """Once; the others go on."""
    told: list[str] = []
    rows = [Row("x.pcap", "broken", row("raise SystemExit('why')").words, 3), row(TELLS)]
    results = measure("some", rows, 2, os.environ, told.append)

    assert {("x.pcap", "job"): 2} == {key: len(outcomes) for key, outcomes in results.outcomes.items()}
    assert 1 == sum("broken" in words for words in told)


def test_the_median_is_by_the_clock_that_counts() -> None:
    """Or by the one that is asked for."""
    pairs = [(1.0, 9.0), (5.0, 2.0), (2.0, 3.0)]

    assert 2.0 == results_of(a=pairs).seconds("x.pcap", "a")
    assert (
        3.0
        == results_of("cpu_s", a=pairs).seconds("x.pcap", "a")
        == results_of(a=pairs).seconds("x.pcap", "a", "cpu_s")
    )


def test_a_ratio_is_taken_round_by_round() -> None:
    """The median of 4, 3 and 2, where the ratio of the medians were 6; rounds that one of them missed do not count."""
    results = results_of(ours=[(1, 1), (10, 1), (2, 1), (1, 1)], theirs=[(4, 1), (30, 1), (4, 1)])

    assert 3 == results.times_as_fast(("x.pcap", "ours"), ("x.pcap", "theirs"))


def test_the_peak_is_the_highest() -> None:
    """Of all rounds."""
    results = Results()
    for peak in (3, 9, 4):
        results.add("x.pcap", "a", Outcome(1, 1, 3, peak, {}), 3)

    assert 9 == results.peak_bytes("x.pcap", "a")


def test_results_survive_json() -> None:
    """Every outcome of them."""
    results = results_of(a=[(1, 2), (3, 4)], b=[(5, 6)])
    again = Results.from_json(json.loads(json.dumps(results.to_json())))

    assert results.outcomes == again.outcomes
    assert results.n_packets == again.n_packets
    assert results.groups == again.groups
    assert {"a": 2.0} == again.parts_s("x.pcap", "a")


def test_rows_measured_again_replace_the_others() -> None:
    """All of their rounds; other rows stay."""
    results = results_of(a=[(1, 1)], b=[(1, 1)])
    results.update(results_of(a=[(2, 2)]))

    assert [2, 1] == [results.seconds("x.pcap", name) for name in ("a", "b")]
    assert ("x.pcap", "c") not in results
    assert ["x.pcap"] == results.captures()


def test_rows_compare_within_their_group() -> None:
    """And their capture."""
    results = Results()
    for capture, name, group in (("x", "a", "one"), ("x", "b", "one"), ("y", "a", "one"), ("x", "c", "two")):
        results.add(capture, name, Outcome(1, 1, 3, 0, {}), 3, group)

    assert {("one", "x"): ["a", "b"], ("one", "y"): ["a"], ("two", "x"): ["c"]} == results.tables()
