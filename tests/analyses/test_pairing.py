from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.analyses._pairing import Requests, pair


def paired(text: str) -> list[int | None]:
    """Pair messages of one number: ``q`` is a request, ``r`` a reply, ``x`` a reply that answers nothing."""
    is_reply = np.array([letter != "q" for letter in text], bool)
    answers = np.array([letter != "x" for letter in text], bool)
    none = np.zeros(len(text), np.int64)
    partner, duplicate = pair(none, none, is_reply, answers)
    assert not duplicate[partner < 0].any()
    return [
        None if not reply or at < 0 else -at - 1 if twice else at
        for reply, at, twice in zip(is_reply.tolist(), partner.tolist(), duplicate.tolist(), strict=True)
    ]


def numbered(*seqs: int, checksums: list[int] | None = None) -> list[tuple[int, int]]:
    """Run and number of each request of one group."""
    n = len(seqs)
    sums = np.array(checksums or [0] * n, np.uint16)
    found = Requests.of(np.zeros(n, np.int64), np.arange(n), np.array(seqs, np.uint16), sums, n + 1).numbers
    return list(zip(found.run.tolist(), found.seq.tolist(), strict=True))


def test_a_reply_takes_its_request() -> None:
    """Request, reply: a pair."""
    assert [None, 0] == paired("qr")


def test_a_reply_without_a_request_has_none() -> None:
    """The capture began too late; what follows later is no request of its."""
    assert [None, None] == paired("rq")


def test_a_second_reply_is_a_duplicate() -> None:
    """It belongs to the request that was answered; a duplicate of request n is written as -n - 1 here."""
    assert [None, 0, -1] == paired("qrr")


def test_a_repeated_request_is_answered_by_itself() -> None:
    """The latest that waits is the one that a reply answers: who lost the first must not wait for it twice."""
    assert [None, None, 1] == paired("qqr")
    assert [None, None, 1, 0] == paired("qqrr")
    assert [None, 0, None, 2] == paired("qrqr")


def test_when_all_are_answered_the_next_reply_is_a_duplicate_of_the_latest() -> None:
    """No request waits any longer."""
    assert [None, None, 1, 0, -2] == paired("qqrrr")


def test_a_corrupted_reply_answers_nothing() -> None:
    """It has a request, which goes on waiting."""
    assert [None, 0] == paired("qx")
    assert [None, 0, 0] == paired("qxr")


def test_groups_and_numbers_are_kept_apart() -> None:
    """Same number in another group, other number in the same group: no pair."""
    is_reply = np.array([False, True, True, True])
    partner, _ = pair(np.array([0, 1, 0, 0]), np.array([1, 1, 2, 1]), is_reply, np.ones(4, bool))

    assert [-1, -1, -1, 0] == partner.tolist()


@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 2), st.sampled_from("qqrrx")),
        max_size=40,
    )
)
def test_arrays_pair_as_a_plain_loop_does(messages: list[tuple[int, int, str]]) -> None:
    """The short way for plain pairs gives what a loop over all messages gives."""
    partner, duplicate = pair(
        np.array([group for group, _, _ in messages], np.int64),
        np.array([seq for _, seq, _ in messages], np.int64),
        np.array([letter != "q" for _, _, letter in messages], bool),
        np.array([letter != "x" for _, _, letter in messages], bool),
    )

    waiting: dict[tuple[int, int], list[int]] = {}
    latest: dict[tuple[int, int], int] = {}
    expected = []
    for row, (group, seq, letter) in enumerate(messages):
        key = (group, seq)
        if letter == "q":
            waiting.setdefault(key, []).append(row)
            latest[key] = row
            expected.append((-1, False))
        elif letter == "r" and waiting.get(key):
            expected.append((waiting[key].pop(), False))
        else:
            expected.append((latest.get(key, -1), letter == "r" and key in latest))
    assert expected == list(zip(partner.tolist(), duplicate.tolist(), strict=True))


def test_numbers_go_on_where_the_wires_begin_again() -> None:
    """65535 is followed by 65536, in both directions of disorder."""
    assert [(0, 65534), (0, 65535), (0, 65536), (0, 65537)] == numbered(65534, 65535, 0, 1)
    assert [(0, 65535), (0, 65537), (0, 65536)] == numbered(65535, 1, 0)


def test_a_run_that_begins_again_is_another_run() -> None:
    """Back at its first number with other data."""
    assert [(0, 1), (0, 2), (1, 1), (1, 2)] == numbered(1, 2, 1, 2, checksums=[11, 12, 21, 22])


def test_a_request_that_the_network_doubled_begins_no_run() -> None:
    """Same number, same checksum: the same request."""
    assert [(0, 1), (0, 1), (0, 2)] == numbered(1, 1, 2, checksums=[11, 11, 12])


def test_a_number_that_comes_late_begins_no_run() -> None:
    """Disorder is no restart unless it is back at the first number."""
    assert [(0, 1), (0, 3), (0, 2)] == numbered(1, 3, 2, checksums=[11, 13, 12])


def test_what_answers_is_numbered_by_the_last_request_before() -> None:
    """A reply to 65535 that comes after request 0 of the next turn is one to 65535."""
    requests = Requests.of(
        np.zeros(2, np.int64), np.array([0, 1]), np.array([65535, 0], np.uint16), np.zeros(2, np.uint16), 9
    )

    numbers, known = requests.follow(np.zeros(2, np.int64), np.array([2, 3]), np.array([65535, 0], np.uint16))

    assert [65535, 65536] == numbers.seq.tolist()
    assert known.all()


def test_what_answers_nobody_keeps_its_number() -> None:
    """Before the first request of its group nothing is known."""
    requests = Requests.of(np.ones(1, np.int64), np.array([1]), np.array([7], np.uint16), np.zeros(1, np.uint16), 9)

    numbers, known = requests.follow(np.array([1, 0]), np.array([0, 5]), np.array([9, 9], np.uint16))

    assert [9, 9] == numbers.seq.tolist()
    assert not known.any()


def test_no_message_is_no_trouble() -> None:
    """An empty capture."""
    assert [] == numbered()
    assert [] == paired("")
