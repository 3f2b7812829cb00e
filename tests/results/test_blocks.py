from __future__ import annotations

import pickle

import pytest

from pcapflow.results import Metric, Metrics, Verdict, Verdicts

HOLDS, FAILS, OPEN = Verdict(True, "a"), Verdict(False, "b"), Verdict(None, "c")


@pytest.mark.parametrize(
    ("verdicts", "ok"),
    [((), None), ((OPEN,), None), ((HOLDS, OPEN), True), ((HOLDS, FAILS), False), ((FAILS, OPEN), False)],
)
def test_one_failure_fails_all_and_silence_is_no_consent(verdicts: tuple[Verdict, ...], ok: bool | None) -> None:
    """Any failure is a no; what was not judged is neither."""
    assert ok == Verdicts("check", "", verdicts).ok


def test_blocks_are_values() -> None:
    """Blocks compare, hash and pickle by what they say."""
    block = Metrics("ping", "", (Metric("n_requests", "Requests", 5, "packets"),))

    assert block == pickle.loads(pickle.dumps(block))
    assert {block} == {Metrics("ping", "", (Metric("n_requests", "Requests", 5, "packets"),))}
