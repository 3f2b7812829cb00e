from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

import pcapflow as pf
from pcapflow.analyses import CaptureInfo, FileFacts, Info, InfoResult
from pcapflow.errors import PcapflowError
from pcapflow.files import Interface, Statistics, open_capture
from pcapflow.results import Grid, Metrics
from pcapflow.testing import build
from pcapflow.testing.conformance import AnalysisRules, run

S = 1_000_000_000
DATA = Path(__file__).parents[2] / "data"


class TestInfo(AnalysisRules):
    def make(self, label: str) -> Info:
        return Info(FileFacts(label, "a type"))


def info(capture: bytes | Path, label: str = "a.pcap") -> CaptureInfo:
    with open_capture(capture) as reader:
        n_bytes = capture.stat().st_size if isinstance(capture, Path) else len(capture)
        facts = FileFacts(label, reader.description, n_bytes, reader.snaplen, reader.interfaces)
    found = run(Info(facts), capture, label=label).only()
    assert isinstance(found, CaptureInfo)
    return found


def test_packets_are_counted_with_their_bytes() -> None:
    """Those that they had on the wire, though fewer were captured."""
    found = info(build.capture(build.ping(), build.Packet(build.ping().data[:60], S, 98)))

    assert (2, 196, (60, 60)) == (found.n_packets, found.data_bytes, found.cut_bytes)
    assert "Packet size limit:   inferred: 60 bytes\n" in str(found)


def test_times_are_the_earliest_and_the_latest() -> None:
    """Whatever stands first in the file; and one of them runs backwards."""
    found = info(build.capture(build.ping(at_ns=5 * S), build.ping(at_ns=2 * S), build.ping(at_ns=9 * S)))

    assert (2 * S, 9 * S, 7 * S) == (found.first_ns, found.last_ns, found.duration_ns)
    assert (1, False) == (found.n_backwards, found.in_order)


def test_without_packets_there_is_no_time() -> None:
    """As capinfos: n/a, and rates, too."""
    text = str(info(build.capture()))

    assert "Capture duration:    n/a\nFirst packet time:   n/a\nLast packet time:    n/a\n" in text
    assert "Average packet size: 0.00 bytes\n" in text
    assert "Average packet rate: n/a\n" in text


@pytest.mark.parametrize("times_ns", [(), (S,), (S, S)], ids=repr)
def test_what_took_no_time_has_no_rate(times_ns: tuple[int, ...]) -> None:
    """Not 0, for machines neither."""
    (metrics, *_) = info(build.capture(*(build.ping(at_ns=at_ns) for at_ns in times_ns))).blocks()

    assert isinstance(metrics, Metrics)
    assert [(None, "n/a")] * 3 == [(each.value, each.text) for each in metrics.metrics if each.key.endswith("rate")]


def test_with_packets_of_no_time_there_is_no_duration() -> None:
    """Nobody knows when they were; what is known of the others is said."""
    untimed = build.Simple(build.ping().data)
    found = info(build.pcapng(build.Interface(), untimed, build.ping(at_ns=S), build.ping(at_ns=3 * S)))

    assert (None, S, 3 * S) == (found.duration_ns, found.first_ns, found.last_ns)
    assert "Capture duration:    n/a\n" in str(found)
    assert "Data byte rate:      n/a\n" in str(found)


def test_a_packet_without_a_time_leaves_the_order_unknown() -> None:
    """Nor is it the first."""
    found = info(build.pcapng(build.Interface(), build.Simple(build.ping().data), build.ping(at_ns=S)))

    assert (1, None, S) == (found.n_untimed, found.in_order, found.first_ns)
    assert "Strict time order:   Unknown" in str(found)


def test_every_interface_says_how_many_packets_it_saw() -> None:
    """Also one that saw none."""
    parts = (build.Interface(options=[(2, b"eth0")]), build.Interface(linktype=276, tsresol=6), build.ping(interface=0))
    found = info(build.pcapng(*parts))

    assert [("eth0", 1, 1), (None, 276, 0)] == [(each.name, each.linktype, each.n_packets) for each in found.interfaces]
    assert "File encapsulation:  Per packet\n" in str(found)


def test_problems_are_counted_by_kind_and_layer() -> None:
    """As the walk through the packets found them."""
    cut = build.Packet(build.ping().data[:20], 0, 98)
    found = info(build.capture(build.ping(), cut, cut, build.ethernet(b"", type=0x1234) + b"?"))

    assert {("cut short by the capture", "ip"): 2, ("next layer not known", "eth"): 1} == {
        (each.problem, each.layer): each.n_packets for each in found.problems
    }
    assert "Problems in packets\n" in str(found)


def test_damage_is_said_at_the_end() -> None:
    """Where and why."""
    result = Info(FileFacts("a", "b")).result(damage="byte 106: the file ends", interfaces=[Interface(linktype=1)])

    assert str(result).endswith("\n\nThe file is damaged: byte 106: the file ends")
    assert 1 == len(result.only().interfaces)


def test_totals_add() -> None:
    """And each capture keeps its own facts."""
    results = [InfoResult((info(build.capture(build.ping()), label),)) for label in ("a", "b")]
    total = results[0] + results[1]

    assert (2, 196, ["a", "b"]) == (total.n_packets, total.data_bytes, [each.label for each in total.captures])
    with pytest.raises(PcapflowError, match="2 captures, not one"):
        total.only()


def test_machines_get_numbers() -> None:
    """The grid of interfaces holds values, not texts."""
    grid = info(build.capture(build.ping())).blocks()[1]

    assert isinstance(grid, Grid)
    assert (0, None, None, "Ethernet", 1, 262144, S, 1) == grid.rows[0]


@pytest.mark.tshark
@pytest.mark.parametrize("name", ["clean", "fast", "ipv6", "any", "unanswered", "unreachable"])
def test_the_facts_are_those_of_capinfos(name: str) -> None:
    """Every label of capinfos that is here has capinfos' value."""
    assert_as_capinfos(DATA / f"{name}.pcap")


@pytest.mark.tshark
@pytest.mark.parametrize("times_ns", [(), (S,), (S, S)], ids=repr)
def test_where_there_is_no_rate_capinfos_says_so_too(tmp_path: Path, times_ns: tuple[int, ...]) -> None:
    """Without packets, with one, with two of one time."""
    path = tmp_path / "a.pcap"
    path.write_bytes(build.capture(*(build.ping(at_ns=at_ns) for at_ns in times_ns)))

    assert_as_capinfos(path)


@pytest.mark.tshark
@pytest.mark.corpus
def test_the_facts_of_the_corpus_are_those_of_capinfos(corpus_dir: Path) -> None:
    """On pcapng with several interfaces, on cut packets, on time that runs backwards."""
    for name in (
        "KimiNewt+pyshark/tests/data/capture_test.pcapng",
        "brimdata+brimcap/cmd/brimcap/ztests/ng-interfaces.pcapng",
        "brimdata+brimcap/cmd/brimcap/ztests/pings.pcapnano",
        "dotpcap+sharppcap/Test/capture_files/10k_packets.pcap",
        "CESNET+ipfixprobe/tests/functional/inputs/mixed.pcap",
    ):
        assert_as_capinfos(corpus_dir / name)


def assert_as_capinfos(path: Path) -> None:
    # With -M capinfos writes all digits, and its own short names of types.
    theirs = said_by_capinfos("-M", path) | {
        label: value for label, value in said_by_capinfos("-tE", path).items() if label != "File name"
    }
    mine = labelled(str(info(path, str(path))))
    assert len(mine) >= 15
    for label, value in mine.items():
        expected = theirs[label].replace("/sec", "/s")
        if label.endswith("rate") and expected != "n/a":
            # capinfos takes the difference of two times since 1970 in floating point: the seventh digit is chance.
            assert pytest.approx(float(expected.split()[0]), rel=1e-6, abs=0.01) == float(value.split()[0])
        else:
            assert (label, expected) == (label, value.removesuffix(" UTC"))


def said_by_capinfos(option: str, path: Path) -> dict[str, str]:
    command = ["capinfos", option, str(path)]
    environment = {"TZ": "UTC", "PATH": os.environ["PATH"]}
    return labelled(
        subprocess.run(command, capture_output=True, text=True, timeout=30, check=True, env=environment).stdout
    )


def labelled(text: str) -> dict[str, str]:
    return dict(re.findall(r"^(\w[^:]*): +(.*)$", text, re.MULTILINE))


def test_the_file_speaks_for_itself() -> None:
    """Sections, names, and what interfaces counted; several sections are told apart by what differs."""
    data = build.pcapng(
        build.Section(hardware="a machine", os="Linux", application="dumpcap", comments=("one", "two")),
        build.Interface(name="eth0"),
        build.Names({"192.0.2.1": ["a"]}),
        build.Statistics(received=100, dropped=7),
        build.Section(os="BSD", application="dumpcap"),
    )

    found = pf.open(data).info().only()

    assert Statistics(100, 7) == found.interfaces[0].statistics
    text = str(found)
    assert "Capture hardware:    a machine\n" in text
    assert "Capture oper-sys:    Linux; BSD\n" in text
    assert "Capture application: dumpcap\n" in text
    assert "Capture comment:     one; two\n" in text
    assert "Number of resolved addresses in file: 1\n" in text
    assert "        0  eth0       100                         7" in text


def test_a_time_beyond_int64_is_a_problem() -> None:
    """The packet is there, its time is not; a packet that never had one is none."""
    beyond = build.Packet(build.ping().data, (1 << 40) * S)
    found = info(build.pcapng(build.Interface(tsresol=0), beyond, build.Simple(b""), build.ping(at_ns=S)))

    assert [("time beyond the years 1677 to 2262", "", 1)] == [
        (each.problem, each.layer, each.n_packets) for each in found.problems if "time" in each.problem
    ]
    assert (2, S) == (found.n_untimed, found.last_ns)


@pytest.mark.filterwarnings("ignore::pcapflow.DamagedCaptureWarning")
def test_blocks_that_cannot_be_read_to_their_end_are_counted() -> None:
    """And the first is named; packets behind them are there."""
    broken = build.Block(5, bytes(12) + b"\5\0\x64\0")
    found = pf.open(build.pcapng(build.Interface(), broken, broken, build.ping(seq=1))).info().only()

    assert (1, 2, None) == (found.n_packets, len(found.flaws), found.damage)
    assert "Not read to its end: 2 blocks of the file, first at byte 60: option 5 claims 100 bytes" in str(found)
