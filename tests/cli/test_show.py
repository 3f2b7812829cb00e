"""``pcapflow show``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]


def lines(ran: Ran) -> list[str]:
    return ran.out.splitlines()


def test_a_request_names_its_reply(run: Run, data_dir: Path) -> None:
    assert lines(run("show", data_dir / "clean.pcap"))[2].endswith("seq=1/256, ttl=64 (reply in 4)")


def test_in_one_pass_only_a_reply_names_its_request(run: Run, data_dir: Path) -> None:
    shown = lines(run("show", "-1", data_dir / "clean.pcap"))

    assert shown[2].endswith("ttl=64")
    assert shown[3].endswith("(request in 3)")


def test_two_passes_of_a_pipe(run: Run, data_dir: Path) -> None:
    stdin = (data_dir / "clean.pcap").read_bytes()

    assert run("show", data_dir / "clean.pcap").out == run("show", "-2", "-", stdin=stdin).out


def test_count_stops(run: Run, data_dir: Path) -> None:
    assert 3 == len(lines(run("show", "-c", "3", data_dir / "clean.pcap")))


@pytest.mark.parametrize("count", ["abc", "0", "1.5", "9" * 30])
def test_a_count_that_is_none_is_told_in_words(run: Run, data_dir: Path, count: str) -> None:
    ran = run("show", "-c", count, data_dir / "clean.pcap")

    assert 2 == ran.status
    assert f"argument -c/--count: {count!r}: a whole number from 1 to {sys.maxsize} is needed" in ran.err


def test_the_tree_has_names_and_byte_ranges(run: Run, data_dir: Path) -> None:
    shown = lines(run("show", "-V", "-c", "3", data_dir / "clean.pcap"))

    assert any(line.startswith("    Time to live: 64 ") and line.endswith("ip.ttl [22:23]") for line in shown)


def test_bytes_are_shown_in_hexadecimal(run: Run, data_dir: Path) -> None:
    first = (data_dir / "clean.pcap").read_bytes()[40:56]

    assert f"0000  {first.hex(' ')}" in run("show", "-x", "-c", "1", data_dir / "clean.pcap").out


def test_fields_have_a_header_when_asked(run: Run, data_dir: Path) -> None:
    ran = run(
        *("show", data_dir / "clean.pcap", "-T", "fields", "-e", "frame.number", "-e", "ip.ttl"),
        *("-E", "header=y", "-E", "separator=;", "-c", "3"),
    )

    assert ["frame.number;ip.ttl", "1;", "2;", "3;64"] == lines(ran)


def test_occurrences_are_chosen(run: Run, data_dir: Path) -> None:
    def ttls(*options: str) -> str:
        return lines(run("show", data_dir / "unreachable.pcap", "-T", "fields", "-e", "icmp.type", *options))[-1]

    assert ("3,8", "3", "8") == (ttls(), ttls("-E", "occurrence=f"), ttls("-E", "occurrence=l"))


def test_fields_and_their_names_go_together(run: Run, data_dir: Path) -> None:
    assert 2 == run("show", data_dir / "clean.pcap", "-T", "fields").status
    assert 2 == run("show", data_dir / "clean.pcap", "-e", "ip.ttl").status


def test_an_unknown_field_gets_the_nearest(run: Run, data_dir: Path) -> None:
    ran = run("show", data_dir / "clean.pcap", "-T", "fields", "-e", "ip.tll")

    assert 2 == ran.status
    assert "did you mean 'ip.ttl'" in ran.err


def test_time_since_1970(run: Run, data_dir: Path) -> None:
    assert "1795515693.488635329" == lines(run("show", "-t", "e", data_dir / "clean.pcap"))[0].split()[1]
