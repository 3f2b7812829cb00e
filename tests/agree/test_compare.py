"""The comparison with tshark finds what differs, and accepts nothing but what a rule computes."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.conftest import ROOT

from _agree._boundaries import LEFT_OUT
from _agree._compare import NAMES, NOTHING_LEFT, TOO_DEEP, Tally, compare_rows
from _agree._oracle import tshark_fields
from _agree._rules import RULES
from pcapflow.files import open_capture
from pcapflow.layers import Cursor, decode, tables
from pcapflow.testing import build

if TYPE_CHECKING:
    from pathlib import Path

    from pcapflow.table import PacketTable

# Below the label, a control word: tshark guesses that this is a pseudowire of Ethernet.
PSEUDOWIRE = bytes.fromhex("00010140 00000000")


def table_of(capture: bytes) -> PacketTable:
    (table,) = [decode(records, tables(), Cursor()) for records in open_capture(capture)]
    return table


@functools.cache
def theirs(capture: bytes, folder: Path) -> list[list[str]]:
    path = folder / "compared.pcap"
    path.write_bytes(capture)
    return tshark_fields(path, NAMES, "a")


def compared(capture: bytes, folder: Path, **wrong: str) -> Tally:
    """Compare, with some of tshark's texts replaced in the first packet."""
    rows = [list(row) for row in theirs(capture, folder)]
    for name, text in wrong.items():
        rows[0][NAMES.index(name.replace("__", "."))] = text
    tally = Tally()
    compare_rows(table_of(capture), rows, "label", "a", tally)
    return tally


@pytest.mark.tshark
def test_a_ping_agrees(tmp_path: Path) -> None:
    """Every value of it, and nothing needs a rule."""
    tally = compared(build.capture(build.ping(), build.pong()), tmp_path)

    assert [] == tally.differences
    assert tally.n_values == tally.n_equal >= 80
    assert not tally.accepted


@pytest.mark.tshark
@pytest.mark.parametrize(
    ("name", "text"), [("ip__ttl", "63"), ("icmp__seq", ""), ("ip__src", "172.17.0.2,1.2.3.4"), ("tcp__srcport", "80")]
)
def test_another_value_is_a_difference(tmp_path: Path, name: str, text: str) -> None:
    """One that differs, is missing, is there twice, or where we have none."""
    tally = compared(build.capture(build.ping()), tmp_path, **{name: text})

    assert [(name.replace("__", "."), text)] == [(found.field, found.theirs) for found in tally.differences]


@pytest.mark.tshark
def test_decoding_less_is_a_difference(tmp_path: Path) -> None:
    """A protocol that we know and did not find."""
    deeper = "eth:ethertype:ip:icmp:ip:udp"
    tally = compared(build.capture(build.ping()), tmp_path, frame__protocols=deeper)

    assert ["frame.protocols"] == [found.field for found in tally.differences]


@pytest.mark.tshark
def test_a_tunnel_is_compared_up_to_its_beginning(tmp_path: Path) -> None:
    """The outer addresses are, the inner ones are left out, and it is counted."""
    inner = build.ethernet(build.ipv4(build.udp(), src="10.9.9.9"))
    packet = build.ethernet(build.ipv4(PSEUDOWIRE + inner, proto=137))
    right = compared(build.capture(packet), tmp_path)
    wrong = compared(build.capture(packet), tmp_path, ip__src="10.1.1.1,10.9.9.9")

    assert ({"pwethheuristic": 1}, []) == (right.left_out, right.differences)
    assert ["ip.src"] == [found.field for found in wrong.differences]


@pytest.mark.tshark
def test_a_rule_accepts_what_it_computes_and_no_other_value(tmp_path: Path) -> None:
    """Length 0 must be shown as the length on hand."""
    capture = build.capture(build.ethernet(build.ipv4(build.udp(b"abc"), total_bytes=0)))

    assert {"ip length 0": 1} == compared(capture, tmp_path).accepted
    assert ["ip.len"] == [found.field for found in compared(capture, tmp_path, ip__len="30").differences]


@pytest.mark.tshark
def test_deeper_than_64_headers_is_a_boundary(tmp_path: Path) -> None:
    """tshark goes on."""
    chain = build.udp()
    for _ in range(70):
        chain = build.destination_options(chain)
    tally = compared(build.capture(build.ethernet(build.ipv6(chain))), tmp_path)

    assert ({TOO_DEEP: 1}, []) == (tally.left_out, tally.differences)


@pytest.mark.tshark
def test_a_header_of_no_bytes_is_none(tmp_path: Path) -> None:
    """tshark names what the type announces even where nothing follows."""
    tally = compared(build.capture(build.ethernet(type=0x0800)), tmp_path)

    assert ({NOTHING_LEFT: 1}, []) == (tally.left_out, tally.differences)


def test_every_rule_has_a_name_and_a_reason() -> None:
    """They are printed, and counted by name."""
    names = [rule.name for rule in RULES]

    assert sorted(set(names)) == sorted(names)
    assert all(rule.reason for rule in RULES)
    assert all(LEFT_OUT.values())


@pytest.mark.tshark
@pytest.mark.timeout(900)
def test_it_agrees_on_data_and_generated_packets() -> None:
    """Few packets for each layer: `scripts/agree` alone takes 200."""
    run = agree("--packets", "10", corpus=False)

    assert (0, "") == (run.returncode, run.stderr), run.stdout


@pytest.mark.tshark
@pytest.mark.corpus
@pytest.mark.timeout(1800)
def test_it_agrees_on_the_corpus() -> None:
    """Every file, and every rule takes something."""
    run = agree()

    assert (0, "") == (run.returncode, run.stderr), run.stdout


def agree(*options: str, corpus: bool = True) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "agree"), *options]
    environment = {name: value for name, value in os.environ.items() if corpus or name != "PCAPFLOW_CORPUS"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
