"""Golden files: read, compared, explained."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from pcapflow.errors import FieldError, FormatError
from pcapflow.golden import Golden, explain, load, parse
from pcapflow.testing import build

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "ip.src\tip.ttl\n10.0.0.1\t64\n10.0.0.2\t\n"
GOLDEN = Golden(("ip.src", "ip.ttl"), (("10.0.0.1", "64"), ("10.0.0.2", "")))


def test_text_is_read_and_written_back() -> None:
    """A line of names, then a line for each packet."""
    assert GOLDEN == parse(TEXT)
    assert TEXT == str(GOLDEN)


def test_no_packets_is_a_line_of_names() -> None:
    """A capture without a packet has names alone."""
    assert Golden(("ip.src",), ()) == parse("ip.src\n")


def test_an_empty_line_is_a_packet_without_the_only_field() -> None:
    """With one column, a packet that lacks the field is an empty line, the last one too."""
    assert (("",), ("1",), ("",)) == parse("ip.src\n\n1\n\n").rows


def test_no_names_are_refused() -> None:
    """An empty file is none."""
    with pytest.raises(FormatError, match="names of fields"):
        parse("")


def test_a_line_of_another_width_is_refused() -> None:
    """The error says which line, and at which byte it begins."""
    with pytest.raises(FormatError, match="line 3 has 1 of 2 fields") as caught:
        parse("ip.src\tip.ttl\n10.0.0.1\t64\n10.0.0.2\n")

    assert 26 == caught.value.offset


def test_columns_are_chosen_by_name() -> None:
    """Some columns, in the order that was asked for."""
    assert Golden(("ip.ttl", "ip.src"), (("64", "10.0.0.1"), ("", "10.0.0.2"))) == GOLDEN.only(["ip.ttl", "ip.src"])
    with pytest.raises(FieldError, match=r"no column 'tcp\.ack'"):
        GOLDEN.only(["tcp.ack"])


def test_equal_results_have_nothing_to_explain() -> None:
    """The empty text is falsy."""
    assert explain(GOLDEN, parse(TEXT)) == ""


def test_a_difference_names_frame_and_field() -> None:
    """Both values are said, an absent one in words."""
    found = parse("ip.src\tip.ttl\n10.0.0.1\t63\n\t1\n")

    expected = """\
frame 1: ip.ttl is 63, expected 64
frame 2: ip.src is absent, expected 10.0.0.2
frame 2: ip.ttl is 1, expected absent"""
    assert expected == explain(GOLDEN, found)


def test_a_frame_is_called_by_its_number_where_there_is_one() -> None:
    """A selection's packets keep their numbers."""
    expected, found = parse("frame.number\tip.ttl\n7\t64\n"), parse("frame.number\tip.ttl\n7\t63\n")

    assert "frame 7: ip.ttl is 63, expected 64" == explain(expected, found)


def test_frames_are_compared_by_their_numbers() -> None:
    """One that is missing shifts no other; one that is there too often is named."""
    expected = parse("frame.number\tip.ttl\n1\t64\n2\t63\n3\t62\n4\t61\n")
    found = parse("frame.number\tip.ttl\n1\t64\n3\t62\n4\t60\n5\t59\n")

    assert ["frame 2 missing", "frame 4: ip.ttl is 60, expected 61", "frame 5 not expected"] == explain(
        expected, found
    ).splitlines()


def test_frames_without_a_number_each_are_compared_in_their_order() -> None:
    """Where the column is in one result alone, or says the same twice."""
    expected = parse("frame.number\tip.ttl\n7\t64\n8\t63\n")

    assert [
        "frame.number: expected, and not there",
        "1 frames, expected 2",
        "frame 7: ip.ttl is 1, expected 64",
    ] == explain(expected, parse("ip.ttl\n1\n")).splitlines()
    assert "frame 8: frame.number is 7, expected 8" == explain(expected, parse("frame.number\tip.ttl\n7\t64\n7\t63\n"))


def test_no_frame_where_some_are_expected() -> None:
    """Each is missing."""
    expected, found = parse("frame.number\n1\n2\n"), parse("frame.number\n")

    assert "0 frames, expected 2\nframe 1 missing\nframe 2 missing" == explain(expected, found)


def test_columns_and_frames_that_are_missing_are_named() -> None:
    """What only one side has, and how many frames there are."""
    found = parse("ip.src\tip.id\n10.0.0.1\t1\n")

    expected = """\
ip.ttl: expected, and not there
ip.id: not expected
1 frames, expected 2"""
    assert expected == explain(GOLDEN, found)


def test_many_differences_are_counted() -> None:
    """The first few are enough."""
    rows = [(str(number),) for number in range(30)]
    expected, found = Golden(("ip.id",), tuple(rows)), Golden(("ip.id",), tuple(rows[::-1]))

    lines = explain(expected, found, most=3).splitlines()

    assert ["frame 1: ip.id is 29, expected 0", "and 27 more"] == [lines[0], lines[-1]]


@pytest.mark.tshark
def test_what_tshark_writes_is_a_golden_file(tmp_path: Path) -> None:
    """Its header line and rows are read as they are."""
    capture = tmp_path / "ping.pcap"
    capture.write_bytes(build.capture(build.ping(ttl=9), build.ethernet(build.arp())))

    with (tmp_path / "golden.tsv").open("wb") as file:
        fields = ["-T", "fields", "-E", "header=y", "-e", "ip.src", "-e", "ip.ttl"]
        subprocess.run(["tshark", "-r", capture, "-n", *fields], stdout=file, stderr=subprocess.DEVNULL, check=True)

    assert Golden(("ip.src", "ip.ttl"), (("172.17.0.2", "9"), ("", ""))) == load(tmp_path / "golden.tsv")
