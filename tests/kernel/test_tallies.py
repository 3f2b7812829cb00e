"""Counting while rows come, beside what is worked out when all are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.analyses import Ping, QuietPing
from pcapflow.analyses._echoes import ECHO
from pcapflow.analyses._tallies import TALLY
from pcapflow.kernel import IS_BUILT, VARIABLE
from pcapflow.testing import build
from pcapflow.testing.conformance import run

if not IS_BUILT:
    pytest.skip("the kernel was not built", allow_module_level=True)

from pcapflow.kernel._tallies import MOST_WAITING, Tallies

if TYPE_CHECKING:
    from collections.abc import Sequence

S = 1_000_000_000


def rows(seqs: Sequence[int], *, reply: Any = False, time_ns: Any = 0, **others: Any) -> Any:
    """ECHO[K] of flow 0, right and timed."""
    found = np.zeros(len(seqs), ECHO)
    found["seq"], found["reply"], found["time_ns"], found["sum_right"], found["timed"] = seqs, reply, time_ns, 1, True
    for name, value in others.items():
        found[name] = value
    return found


def told(*parts: Any) -> Any:
    """TALLY[N] after these rows."""
    tallies = Tallies()
    for part in parts:
        tallies.update(part)
    found = np.frombuffer(tallies.tobytes(), TALLY)
    assert len(found) == tallies.n
    return found


@given(rtts_ns=st.lists(st.integers(-S, 4000 * S), min_size=1, max_size=40))
def test_sums_are_those_of_ping(rtts_ns: list[int]) -> None:
    """Also where a square needs 64 bits, or more."""
    sent_ns = [5000 * S + seq * S for seq in range(len(rtts_ns))]
    packets = [build.ping(seq=seq, at_ns=at_ns) for seq, at_ns in enumerate(sent_ns)]
    packets += [build.pong(seq=seq, at_ns=sent_ns[seq] + rtt_ns) for seq, rtt_ns in enumerate(rtts_ns)]
    capture = build.capture(*packets)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, "compiled")
        assert run(Ping(), capture).text(quiet=True) == run(QuietPing(keep_all=True), capture).text


STEPS = st.one_of(st.integers(1, 3), st.sampled_from([7, 600, 32767]))


@st.composite
def flows(draw: st.DrawFn) -> Any:
    """Requests that ascend, and replies to any number near them, in any order."""
    seq, at = draw(st.integers(0, 65535)), draw(st.sampled_from([-20_000_500, 10**18]))
    found = []
    for _ in range(draw(st.integers(1, 40))):
        is_reply = draw(st.booleans())
        at += draw(st.integers(0, 5_000_000))
        seq += 0 if is_reply else draw(STEPS)
        number = seq - draw(st.integers(-1, 12)) if is_reply else seq
        sums = draw(st.sampled_from([1, 1, -1, 0])) if is_reply else 1
        found.append(
            rows([number % 65536], reply=is_reply, time_ns=at, timed=draw(st.integers(0, 9)) > 0, sum_right=sums)
        )
    return np.concatenate(found)


def counted(row: Any) -> dict[str, Any]:
    """The tally of one flow by a dictionary that forgets nothing."""
    sent: dict[int, list[Any]] = {}
    tally: dict[str, Any] = dict.fromkeys(("n_requests", "n_received", "n_duplicates", "n_corrupted"), 0)
    tally |= dict.fromkeys(("n_untimed", "n_strays", "n_disordered", "most_behind"), 0)
    rtts_us: list[int] = []
    last = None
    for echo in row:
        seq = int(echo["seq"])
        if not echo["reply"]:
            last = seq if last is None else last + (seq - last) % 65536
            sent[last] = [int(echo["time_ns"]), bool(echo["timed"]), False]
            tally["n_requests"] += 1
            continue
        number = None if last is None else last + (seq - last + 32768) % 65536 - 32768
        if number not in sent or number is None:
            tally["n_strays"] += 1
            continue
        sent_ns, timed, answered = sent[number]
        what = "n_corrupted" if echo["sum_right"] == 0 else "n_duplicates" if answered else "n_received"
        tally[what] += 1
        sent[number][2] |= what == "n_received"
        behind = (tally["n_requests"] - number - 1 + min(sent)) % 65536
        tally["most_behind"] = max(tally["most_behind"], behind if behind < 32768 else 0)
        if not (timed and echo["timed"]):
            tally["n_untimed"] += 1
        elif what != "n_corrupted":
            rtts_us.append(int(echo["time_ns"]) // 1000 - sent_ns // 1000)
    times_ns = [at_ns for at_ns, is_timed, _ in sent.values() if is_timed]
    tally |= {
        "n_timed": len(times_ns),
        "first_sent_ns": min(times_ns, default=0),
        "last_sent_ns": max(times_ns, default=0),
    }
    tally |= {"n_rtts": len(rtts_us), "shortest_us": min(rtts_us, default=0), "longest_us": max(rtts_us, default=0)}
    return tally | {"total_us": sum(rtts_us), "squares": sum(rtt_us**2 for rtt_us in rtts_us)}


@given(row=flows(), cut=st.integers(0, 40))
def test_counts_are_those_of_a_dictionary(row: Any, cut: int) -> None:
    """Or the flow is marked, where a reply is to a number that the ring has lost."""
    (tally,) = told(row[:cut], row[cut:])

    if not tally["is_odd"]:
        expected = counted(row)
        assert expected == {name: tally[name] for name in expected}


def test_microseconds_before_1970_are_rounded_down() -> None:
    """As gettimeofday says them: of -1.5 comes -2."""
    (tally,) = told(rows([1], time_ns=-1500), rows([1], reply=True))

    assert 2 == tally["shortest_us"]


def test_a_ring_grows_while_a_request_waits() -> None:
    """Up to MOST_WAITING: what waits longer is lost, and a reply to it marks the flow."""
    waiting = rows(range(MOST_WAITING + 1))

    (whole,) = told(waiting[:-1], rows(range(MOST_WAITING), reply=True, time_ns=2000))
    assert (False, MOST_WAITING, MOST_WAITING) == (whole["is_odd"], whole["n_received"], whole["n_rtts"])
    assert [False, True] == [told(waiting, rows([seq], reply=True))["is_odd"][0] for seq in (1, 0)]


def test_one_flow_is_not_another() -> None:
    """Each has requests, ring and counts of its own, whichever comes first."""
    two = np.concatenate([rows([5], flow=1), rows([5]), rows([5], flow=1, reply=True), rows([6], reply=True)])

    tallies = told(two)
    assert [[1, 1], [0, 1], [1, 0]] == [tallies[name].tolist() for name in ("n_requests", "n_received", "n_strays")]


@pytest.mark.parametrize(
    "odd",
    [
        rows([9, 9]),
        rows([9, 8]),
        rows([9, 9 + 32768]),
        rows([9, 10], point=[0, 1]),
        rows([9], is_part=True),
        np.concatenate([rows([9]), rows([9], reply=True, time_ns=3_000_000_001_000)]),
    ],
    ids=("twice", "backwards", "half around", "elsewhere", "fragment", "an hour late"),
)
def test_what_cannot_be_counted_marks_the_flow(odd: Any) -> None:
    """For good: nothing that comes later is counted, or looked for in the ring that is gone."""
    more = np.concatenate([odd, rows([11, 12]), rows([9, 11], reply=True)])

    assert [True] == told(more)["is_odd"].tolist()


@given(
    data=st.lists(
        st.tuples(
            *(st.integers(-(2**63), 2**63 - 1),) * 2,
            *(st.integers(0, 70), st.integers(0, 1), st.just(64), st.integers(0, 65535), st.just(0), st.just(20)),
            *(st.just(64), st.integers(-1, 1), st.integers(-1, 1), st.booleans(), st.booleans(), st.just(False)),
        ),
        max_size=60,
    )
)
def test_any_rows_are_counted_or_marked(data: list[Any]) -> None:
    """Times from one end of 64 bits to the other, numbers that leap."""
    tallies = told(np.array(data, ECHO))

    whole = tallies[~tallies["is_odd"]]
    n_replies = sum(whole[name] for name in ("n_received", "n_duplicates", "n_corrupted", "n_strays"))
    n_rows = np.bincount([row[2] for row in data], minlength=len(tallies))[~tallies["is_odd"]]
    assert n_rows.tolist() == (whole["n_requests"] + n_replies).tolist()
    assert (whole["n_received"] <= whole["n_requests"]).all()


def test_tallies_are_as_many_as_the_highest_flow_says() -> None:
    """One for each up to it; those of which no row came are empty."""
    tallies = told(rows([1], flow=70))

    assert 71 == len(tallies)
    assert [70] == np.flatnonzero(tallies["asked"]).tolist()
    assert 0 == len(told()) == len(told(rows([])))


def test_a_flow_below_0_is_refused() -> None:
    """What came before it stays."""
    tallies = Tallies()
    tallies.update(rows([1]))

    with pytest.raises(IndexError):
        tallies.update(rows([2], flow=-1))
    assert [1] == np.frombuffer(tallies.tobytes(), TALLY)["n_requests"].tolist()


@pytest.mark.parametrize(
    "wrong",
    [np.zeros(1, TALLY), np.zeros(40, np.uint8), np.zeros((1, 1), ECHO), np.zeros(4, ECHO)[::2]],
    ids=("other fields", "bytes", "two dimensions", "gaps"),
)
def test_what_are_no_rows_is_refused(wrong: Any) -> None:
    """Nothing is read of it."""
    with pytest.raises(ValueError, match=r"Buffer|contiguous"):
        Tallies().update(wrong)


def test_a_session_of_one_ping_costs_little() -> None:
    """100,000 flows; the ring of a flow whose requests are all answered is small."""
    n = 200_000
    found = told(rows([0] * n, flow=np.arange(n) // 2, reply=np.arange(n) % 2))

    assert 100_000 == found["n_received"].sum() == found["n_requests"].sum()
