from __future__ import annotations

import json
from pathlib import Path

import pytest

import pcapflow as pf
from pcapflow.analyses import Check, CheckResult
from pcapflow.errors import PcapflowError
from pcapflow.ping_text import parse
from pcapflow.results import Verdict
from pcapflow.testing import build
from pcapflow.testing.conformance import AnalysisRules, run

PING = [build.ping(), build.pong()]
DATA = Path(__file__).parents[2] / "data"


class TestCheck(AnalysisRules):
    def make(self, label: str) -> Check:
        return Check(label)


class TestCheckWithManifest(AnalysisRules):
    def make(self, label: str) -> Check:
        return Check(label, manifest={"tcpdump": {"captured": 12, "dropped": 0}})


def check(*packets: bytes | build.Packet, label: str = "a.pcap") -> CheckResult:
    result = run(Check(), build.capture(*packets), label=label)
    assert isinstance(result, CheckResult)
    return result


def test_other_packets_are_counted_and_not_judged() -> None:
    """And said."""
    assert str(check(*PING, build.ethernet(build.arp()))).endswith("3 packets: 2 echo packets; not judged: 1.")


def test_nothing_to_judge_is_neither_yes_nor_no() -> None:
    """Of several captures one is enough."""
    assert check(build.ethernet(build.arp())).ok is None
    assert (check(*PING) + check(build.ethernet(build.arp()), label="b.pcap")).ok is None
    assert CheckResult().ok is None


def test_one_failure_fails_all() -> None:
    """And is told which capture's."""
    result = check(*PING) + check(build.ping(), label="b.pcap")

    assert result.ok is False
    assert "b.pcap\nFAIL  no loss: 1 of 1 request not answered: icmp_seq 1\n" in str(result)


def test_further_verdicts_stand_behind() -> None:
    """What the caller expects besides; only of one capture."""
    result = check(*PING).with_expected([Verdict(False, "rtt.max < 1 ns", "no")])

    assert (False, "rtt.max < 1 ns") == (result.ok, result.verdicts[-1].text)
    with pytest.raises(PcapflowError, match="2 captures, not one"):
        (check(*PING) + check(*PING, label="b.pcap")).with_expected([])


def test_of_several_vantage_points_it_is_said_which_was_judged() -> None:
    """The one that saw the requests first."""
    ask = build.ipv4(build.icmp_echo(bytes(56)))
    packets = [build.Packet(build.sll2(ask, ifindex=ifindex), at_ns) for at_ns, ifindex in enumerate((5, 6))]
    result = run(Check(), build.capture(*packets, linktype=276))

    assert "\nJudged as seen at interface index 5, which saw the requests first.\n" in str(result)


@pytest.mark.parametrize("name", ["clean", "fast", "ipv6", "any"])
def test_recordings_hold_wherever_ping_printed_replies(name: str) -> None:
    """Manifest and text compared, nothing left open."""
    manifest = json.loads((DATA / f"{name}.manifest.json").read_text())
    text = (DATA / f"{name}.ping.txt").read_text()
    result = run(Check(manifest=manifest, against=parse(text)), DATA / f"{name}.pcap")

    assert len(result.verdicts) >= 13
    assert {True} == {verdict.ok for verdict in result.verdicts}


def test_a_free_address_leaves_nothing_to_judge() -> None:
    """Only ARP."""
    manifest = json.loads((DATA / "unanswered.manifest.json").read_text())
    result = run(
        Check(manifest=manifest, against=parse((DATA / "unanswered.ping.txt").read_text())), DATA / "unanswered.pcap"
    )

    assert {None} == {verdict.ok for verdict in result.verdicts}


def test_an_address_behind_a_router_that_does_not_answer_is_a_loss() -> None:
    """All else is as ping says."""
    manifest = json.loads((DATA / "unreachable.manifest.json").read_text())
    result = run(
        Check(manifest=manifest, against=parse((DATA / "unreachable.ping.txt").read_text())), DATA / "unreachable.pcap"
    )

    assert ["no loss"] == [verdict.text for verdict in result.verdicts if verdict.ok is False]


def test_packets_dropped_while_capturing_fail_by_interface_and_count() -> None:
    """By the interface's own statistics, and by what packets say; also where nothing was pinged."""
    interface, statistics = build.Interface(name="eth0"), build.Statistics(received=9, dropped=7)
    text = "FAIL  no packet was dropped while capturing: eth0: "

    told = pf.open(build.pcapng(interface, build.Packet(b""), statistics)).check()
    assert told.ok is False
    assert f"{text}7 packets by the interface\n" in str(told)

    counted = build.pcapng(interface, build.Packet(b"", drop_count=1), build.Obsolete(b"", drop_count=2))
    assert f"{text}3 packets by the packets' own drop counts\n" in str(pf.open(counted).check())


def test_a_file_without_such_counts_is_not_judged_by_them() -> None:
    """And one that counts none passes."""
    assert "dropped" not in str(pf.open(build.pcapng(build.Interface(name="eth0"), *PING)).check())
    none = build.pcapng(build.Interface(name="eth0"), *PING, build.Statistics(received=2, dropped=0))
    assert "ok    no packet was dropped while capturing: 0 at eth0\n" in str(pf.open(none).check())


@pytest.mark.filterwarnings("ignore::pcapflow.DamagedCaptureWarning")
def test_drops_are_not_judged_where_not_all_that_the_file_says_can_be_read() -> None:
    """It may say that there were some: in a block, or of a packet. What it does say counts."""
    interface = build.Interface(name="eth0")
    none, some = build.Statistics(received=2, dropped=0), build.Statistics(dropped=7)
    broken = build.Block(5, bytes(12) + b"\5\0\x64\0")
    of_packet = build.Block(6, bytes(20) + b"\4\0\x64\0")
    text = "no packet was dropped while capturing"

    def told(*blocks: build.Statistics | build.Block | build.Packet) -> str:
        return str(pf.open(build.pcapng(interface, *blocks)).check())

    assert f"?     {text} (cannot be judged: byte 120: option 5 claims 100 bytes" in told(none, broken)
    assert f"?     {text} (cannot be judged: packet 2: option 4 claims 100 bytes" in told(
        none, build.Packet(b""), of_packet
    )
    assert f"FAIL  {text}: eth0: 7 packets by the interface\n" in told(some, broken)
