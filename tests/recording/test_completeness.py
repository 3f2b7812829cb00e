from __future__ import annotations

from pcapflow.recording import _completeness
from pcapflow.recording._counters import Counters
from pcapflow.recording._stream import PcapStream

TEXT = """\
PING 172.17.0.2 (172.17.0.2) 56(84) bytes of data.
64 bytes from 172.17.0.2: icmp_seq=1 ttl=64 time=0.297 ms
64 bytes from 172.17.0.2: icmp_seq=2 ttl=64 time=0.102 ms
From 172.17.0.1 icmp_seq=3 Destination Host Unreachable

--- 172.17.0.2 ping statistics ---
3 packets transmitted, 2 received, +1 errors, 33.3333% packet loss, time 2054ms
rtt min/avg/max/mdev = 0.102/0.199/0.297/0.097 ms
"""


def stream(n_packets: int, *, requests: set[int] | None = None, replies: set[int] | None = None) -> PcapStream:
    made = PcapStream()
    made.n_packets = n_packets
    made.requests = requests or set()
    made.replies = replies or set()
    return made


def faults(
    *,
    status: int | None = 0,
    captured: int = 4,
    received: int = 4,
    dropped: int = 0,
    n_packets: int = 4,
    lost: set[int],
) -> list[str]:
    counters = Counters(captured=captured, received=received, dropped=dropped)
    return _completeness.faults(
        status=status, said="tcpdump: words\n", counters=counters, stream=stream(n_packets), lost=frozenset(lost)
    )


def test_only_replies_count_as_replies() -> None:
    """A router's error has a sequence number, and is none."""
    assert frozenset({1, 2}) == _completeness.replies_printed(TEXT)


def test_a_text_of_another_kind_says_nothing() -> None:
    """What is no known text of ping cannot be compared, which is not the recording's fault."""
    assert _completeness.replies_printed("Hello\n") is None
    assert frozenset() == _completeness.missing(None, stream(0))


def test_sequence_numbers_are_compared_as_on_the_wire() -> None:
    """They have 16 bits there."""
    assert frozenset({1}) == _completeness.replies_printed(
        TEXT.replace("icmp_seq=1 ", "icmp_seq=65537 ").replace("icmp_seq=2 ", "icmp_seq=1 ")
    )


def test_a_reply_must_stand_there_as_request_and_as_reply() -> None:
    """One of both is not enough."""
    assert frozenset() == _completeness.missing(frozenset({1}), stream(2, requests={1}, replies={1}))
    assert {1} == _completeness.missing(frozenset({1}), stream(1, requests={1}))
    assert {1} == _completeness.missing(frozenset({1}), stream(1, replies={1}))


def test_a_whole_recording_has_no_fault() -> None:
    """Nor is a packet that came during the stop one."""
    assert [] == faults(received=5, lost=set())


def test_each_fault_is_said() -> None:
    """Exit status, drops, a count that differs, a reply that is missing."""
    assert "status 1: words" in faults(status=1, lost=set())[0]
    assert "status unknown" in faults(status=None, lost=set())[0]
    assert "3 packets were dropped" in faults(dropped=3, lost=set())[0]
    assert "captured 4 packets, and the file has 3" in faults(n_packets=3, lost=set())[0]
    assert "2 replies" in faults(lost={1, 2})[0]


def test_an_empty_file_is_a_fault_whatever_tcpdump_says() -> None:
    """A tcpdump without the rights leaves a valid file of 24 bytes."""
    assert ["no packet passed the filter (0 received)"] == faults(captured=0, received=0, n_packets=0, lost=set())


def test_many_missing_replies_are_one_line() -> None:
    """The first five are named."""
    assert faults(lost=set(range(1, 100)))[0].endswith("seq 1, 2, 3, 4, 5, ...")


def test_what_is_no_fault_is_a_note() -> None:
    """Late packets, a filter of the caller's, a text that is not known."""
    late = Counters(captured=4, received=6, dropped=0)

    assert ["2 packets passed"] == [
        note[:16] for note in _completeness.notes(counters=late, is_filtered=False, is_text_known=True)
    ]
    assert 2 == len(_completeness.notes(counters=late, is_filtered=True, is_text_known=False))
    assert 2 == len(_completeness.notes(counters=late, is_filtered=False, is_text_known=False))
