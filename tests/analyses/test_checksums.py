from __future__ import annotations

import pytest

import pcapflow as pf
from pcapflow.analyses import ChecksumResult, Checksums
from pcapflow.analyses.checksums import BadChecksum, ChecksumCounts
from pcapflow.errors import PcapflowError
from pcapflow.testing import build
from pcapflow.testing.conformance import AnalysisRules, run


class TestChecksums(AnalysisRules):
    def make(self, label: str) -> Checksums:
        return Checksums(label)


WRONG = build.ethernet(build.ipv4(build.tcp(checksum=5)))
ABSENT = build.ethernet(build.ipv4(build.udp(b"x", checksum=0)))
UNFILLED = build.ethernet(build.ipv4(build.icmp_echo(b"x"), checksum=0))


def checksums(*packets: bytes | build.Packet, label: str = "a.pcap") -> ChecksumResult:
    result = run(Checksums(), build.capture(*packets), label=label)
    assert isinstance(result, ChecksumResult)
    return result


def test_verdicts_are_counted_by_protocol() -> None:
    """Of those that occur."""
    whole = build.ping().data
    found = checksums(build.ping(), build.Packet(whole[:40], 0, len(whole)), WRONG, ABSENT, UNFILLED).only()

    assert found.counts == (
        ChecksumCounts("ip", n_good=4, n_unfilled=1),
        ChecksumCounts("icmp", n_good=2, n_cut=1),
        ChecksumCounts("tcp", n_bad=1),
        ChecksumCounts("udp", n_absent=1),
    )


def test_the_first_bad_ones_have_their_numbers() -> None:
    """Ten of each protocol, as `frame.number` counts; all are counted."""
    result = checksums(build.ping(), *[WRONG] * 12, build.ethernet(build.ipv4(build.udp(b"x", checksum=7))))
    bad = result.only().bad

    assert 13 == result.n_bad
    assert [*[("tcp", number) for number in range(2, 12)], ("udp", 14)] == [
        (each.protocol, each.number) for each in bad
    ]
    assert BadChecksum("tcp", 2, 5, 0xBB29) == bad[0]
    assert "Bad checksums, the first 10 of each protocol\n" in str(result)


def test_it_prints_counts_and_what_is_bad() -> None:
    """Found and right as tshark writes them."""
    assert str(checksums(build.ping(), WRONG)) == (
        "Checksums\n"
        "Protocol  Good  Bad  Cut  Unfilled  Absent\n"
        "ip           2    0    0         0       0\n"
        "icmp         1    0    0         0       0\n"
        "tcp          0    1    0         0       0\n"
        "\n"
        "Bad checksums\n"
        "Frame  Protocol  Found   Right\n"
        "    2  tcp       0x0005  0xbb29"
    )


def test_offload_is_told_in_words() -> None:
    """Only where there is some."""
    assert "\nUnfilled by offload: 2 checksums. The packets were recorded on" in str(checksums(UNFILLED, UNFILLED))
    assert "offload" not in str(checksums(build.ping(), WRONG))


def test_a_capture_without_checksums_says_so() -> None:
    """ARP has none."""
    result = checksums(build.ethernet(build.arp()))

    assert "No checksums: no header of the capture has one that is known." == str(result)
    assert 0 == result.n_bad


def test_of_several_captures_none_is_the_only_one() -> None:
    """Their blocks follow each other."""
    both = checksums(WRONG) + checksums(WRONG, label="b.pcap")

    assert 2 == both.n_bad
    with pytest.raises(PcapflowError, match="2 captures, not one"):
        both.only()


def test_a_capture_answers() -> None:
    """Also a selection, whose packets keep their numbers."""
    capture = pf.open(build.capture(build.ping(), WRONG, WRONG))

    assert [2, 3] == [each.number for each in capture.checksums().only().bad]
    assert [3] == [each.number for each in capture[2:].checksums().only().bad]
