"""``pcapflow show``."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pcapflow.testing import build

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


@pytest.mark.parametrize("option", ["-V", "-x", "-te", "-tr"])
def test_fields_have_no_lines_whose_looks_could_be_chosen(run: Run, data_dir: Path, option: str) -> None:
    ran = run("show", data_dir / "clean.pcap", "-T", "fields", "-e", "ip.ttl", option)

    assert (2, "") == (ran.status, ran.out)
    assert "-V, -x and -t are of lines" in ran.err


def test_options_of_fields_are_of_fields(run: Run, data_dir: Path) -> None:
    assert 2 == run("show", data_dir / "clean.pcap", "-E", "header=y").status


@pytest.fixture(scope="module")
def with_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Comments, of which some are empty, and error messages that quote a header."""
    path = tmp_path_factory.mktemp("texts") / "a.pcapng"
    ping = build.ping().data
    error = build.ethernet(build.ipv4(build.icmp_error(build.ipv4(build.icmp_echo()))))
    packets = (
        build.Packet(ping, comments=("one", "two, and 'three'")),
        build.Packet(ping, comments=("",)),
        build.Packet(ping, comments=("", "b")),
        build.Packet(error),
    )
    path.write_bytes(build.pcapng(build.Interface(name="eth0"), *packets))
    return path


TEXTS = ("-T", "fields", "-e", "frame.number", "-e", "frame.comment", "-e", "icmp.type")


@pytest.mark.tshark
@pytest.mark.parametrize(
    "options",
    [
        *("header=y", "header=n", "separator=/t", "separator=/s", "separator=;", "separator=\x01", "separator=\\"),
        *("aggregator=,", "aggregator=/s", "aggregator=;", "aggregator=\x01"),
        *("quote=d", "quote=n", "header=y quote=d separator=,", "quote=d occurrence=f", "occurrence=l", "occurrence=a"),
    ],
    ids=repr,
)
def test_fields_look_as_tshark_makes_them(run: Run, with_texts: Path, options: str) -> None:
    """Letter by letter."""
    words = [word for option in options.split(" ") for word in ("-E", option)]
    command = ["tshark", "-r", str(with_texts), *TEXTS, *words]
    expected = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=60, env={**os.environ, "TZ": "UTC"}
    ).stdout

    assert expected
    assert expected == run("show", with_texts, *TEXTS, *words).out


def test_a_quote_within_quotes_is_doubled(run: Run, with_texts: Path) -> None:
    """So that readers of CSV find the end; tshark leaves it as it is."""
    shown = lines(run("show", with_texts, *TEXTS, "-E", "quote=s", "-E", "separator=,"))

    assert ["'1','one,two, and ''three''','8'", "'2','','8'", "'3',',b','8'", "'4',,'3,8'"] == shown


def test_what_parts_values_is_printed_as_it_is_and_never_taken_from_them(run: Run, tmp_path: Path) -> None:
    """A value's own control characters are shown, the same ones between values are what was asked for."""
    (tmp_path / "a.pcapng").write_bytes(
        build.pcapng(build.Interface(), build.Packet(build.ping().data, comments=("a\x01b", "c")))
    )
    options = ("-E", "separator=\x01", "-E", "aggregator=\x01")

    assert "1\x01a\\x01b\x01c\x018\n" == run("show", tmp_path / "a.pcapng", *TEXTS, *options).out


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("separator=ab", "separator is /t, /s or one character"),
        ("separator=", "separator is /t, /s or one character"),
        ("separator=/x", "separator is /t, /s or one character"),
        ("aggregator=/t", "aggregator is /s or one character"),
        ("aggregator=", "aggregator is /s or one character"),
        ("quote=x", "quote is one of d, s, n"),
        ("header=yn", "header is one of y, n"),
        ("occurrence=", "occurrence is one of f, l, a"),
        ("escape=y", "one of header=, occurrence=, quote=, separator=, aggregator= is needed"),
        ("header", "one of header=, occurrence=, quote=, separator=, aggregator= is needed"),
    ],
)
def test_what_an_option_of_fields_cannot_be_is_told(run: Run, data_dir: Path, option: str, message: str) -> None:
    """Where tshark takes the first letter, or a backslash for what it does not know."""
    ran = run("show", data_dir / "clean.pcap", "-T", "fields", "-e", "ip.ttl", "-E", option)

    assert (2, "") == (ran.status, ran.out)
    assert f"{option!r}: {message}" in " ".join(ran.err.split())


def test_an_unknown_field_gets_the_nearest(run: Run, data_dir: Path) -> None:
    ran = run("show", data_dir / "clean.pcap", "-T", "fields", "-e", "ip.tll")

    assert 2 == ran.status
    assert "did you mean 'ip.ttl'" in ran.err


def test_time_since_1970(run: Run, data_dir: Path) -> None:
    assert "1795515693.488635329" == lines(run("show", "-t", "e", data_dir / "clean.pcap"))[0].split()[1]
