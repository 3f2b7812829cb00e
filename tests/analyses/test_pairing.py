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


def runs(*parts: range | list[int]) -> list[list[int]]:
    """Numbers of each run that is found where pings follow each other, each with data of its own."""
    checksums = [1000 * at + seq % 1000 for at, part in enumerate(parts) for seq in part]
    found = numbered(*(seq % 65536 for part in parts for seq in part), checksums=checksums)
    return [[seq for run, seq in found if run == each] for each in sorted({run for run, _ in found})]


def test_a_run_need_not_have_been_seen_from_its_beginning() -> None:
    """The capture began within the first run, or its first request was lost."""
    assert [[5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8]] == runs(range(5, 9), range(1, 9))
    assert [[5, 6, 7, 8], [1, 2, 3, 4]] == runs(range(5, 9), range(1, 5))
    assert [[2, 3, 4], [1, 2, 3, 4]] == runs(range(2, 5), range(1, 5))
    assert [[3, 4], [1, 2, 3, 4], [1, 2]] == runs(range(3, 5), range(1, 5), range(1, 3))


def test_a_new_run_need_not_have_been_seen_from_its_beginning() -> None:
    """Its first request was lost: back at any number with other data."""
    assert [[1, 2, 3, 4], [2, 3, 4]] == runs(range(1, 5), range(2, 5))
    assert [[1, 2, 4], [3, 4]] == runs([1, 2, 4], [3, 4])


def test_a_new_run_begins_where_numbers_fell_back() -> None:
    """Not only where the first of them is known to be another's; nor with what was late in the old run."""
    assert [[2, 3], [1, 2, 3]] == runs([2, 3], [1, 2, 3])
    assert [[1, 2, 4, 3], [1, 2, 3, 4]] == runs([1, 2, 4, 3], [1, 2, 3, 4])


def test_a_new_run_after_the_wire_began_again_has_the_wires_numbers() -> None:
    """Its numbers do not go on from those of the old."""
    assert [[65534, 65535, 65536, 65537], [0, 1, 2]] == runs(range(65534, 65538), range(3))


def test_numbers_that_come_late_begin_no_run() -> None:
    """A few packets of disorder, at the beginning and later, and across 65535."""
    for seqs in ([4, 1, 2, 3, 5], [1, 9, 8, 7, 6, 5, 4, 10], [65535, 65537, 65534, 65536], [1, 3, 2, 4, 2]):
        assert [seqs] == runs(seqs)


def test_a_number_that_never_changes_is_one_run() -> None:
    """Each request is one more of the same number; so is one that was sent again."""
    assert [[0, 0, 0]] == runs([0], [0], [0])
    assert [[1, 2, 2, 3]] == runs([1, 2], [2, 3])


def test_a_run_may_have_had_one_request() -> None:
    """The number went up at last: the last request of it was the first of another run."""
    assert [[1], [1, 2, 3]] == runs([1], [1, 2, 3])
    assert [[1, 1], [1, 2], [1, 2]] == runs([1], [1], [1, 2], [1, 2])
    assert [(0, 1), (0, 1), (0, 2)] == numbered(1, 1, 2, checksums=[11, 11, 12])


def test_a_checksum_that_two_runs_share_hides_neither() -> None:
    """The next request tells them apart, and the new run has its first."""
    assert [(0, 1), (0, 2), (1, 1), (1, 2)] == numbered(1, 2, 1, 2, checksums=[11, 12, 11, 22])


def test_groups_have_runs_of_their_own() -> None:
    """Interleaved in the file: only the second begins again."""
    group, seq = np.array([0, 1, 0, 1, 1, 0]), np.array([1, 5, 2, 6, 1, 3], np.uint16)
    found = Requests.of(group, np.arange(6), seq, np.arange(6, dtype=np.uint16), 7).numbers

    assert [0, 0, 0, 0, 1, 0] == found.run.tolist()
    assert [1, 5, 2, 6, 1, 3] == found.seq.tolist()


@given(st.lists(st.integers(1, 200), min_size=1, max_size=6), st.data())
def test_pings_in_a_row_are_as_many_runs(lengths: list[int], data: st.DataObject) -> None:
    """Whatever disorder of up to three packets and doubling there is within each."""
    sent: list[tuple[int, int]] = []
    n_seen = []
    for at, length in enumerate(n + 4 for n in lengths):
        late = data.draw(st.lists(st.integers(0, 3), min_size=length, max_size=length))
        order = sorted(range(1, length + 1), key=lambda seq: (seq + late[seq - 1], seq))
        doubled = data.draw(st.sets(st.sampled_from(order), max_size=3))
        requests = [(seq, 300 * at + seq) for seq in order for _ in range(1 + (seq in doubled))]
        n_seen.append(len(requests))
        sent += requests

    found = [run for run, _ in numbered(*(seq for seq, _ in sent), checksums=[checksum for _, checksum in sent])]

    assert len(n_seen) == found[-1] + 1
    assert [0] * n_seen[0] == found[: n_seen[0]]


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
