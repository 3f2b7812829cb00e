"""A line's time, with the digits that the file has."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from pcapflow.files import open_capture
from pcapflow.layers import Cursor, decode, tables
from pcapflow.packets import TIMES, time_text
from pcapflow.testing import build

if TYPE_CHECKING:
    from pathlib import Path

    from pcapflow.table import PacketTable

TIMES_NS = (1_477_674_021_971_095_123, 1_477_674_022_071_095_999, 1_477_674_020_071_095_999)
PINGS = [build.ping(at_ns=at_ns) for at_ns in TIMES_NS]


def table(capture: bytes) -> PacketTable:
    with open_capture(capture) as reader:
        (records,) = reader
        return decode(records, tables(), Cursor())


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("r", ["0.000000", "0.100000", "-1.900000"]),
        ("d", ["0.000000", "0.100000", "-2.000000"]),
        ("e", ["1477674021.971095", "1477674022.071095", "1477674020.071095"]),
    ],
)
def test_a_file_of_microseconds_has_six_digits(kind: str, expected: list[str]) -> None:
    packets = table(build.pcap(*PINGS, magic=build.MICROSECONDS))

    assert expected == [time_text(packets, index, kind) for index in range(3)]


def test_a_packet_without_a_time_has_none() -> None:
    packets = table(build.pcapng(build.Interface(), build.Simple(PINGS[0].data)))

    assert [""] * 5 == [time_text(packets, 0, kind) for kind in TIMES]


@pytest.mark.tshark
@pytest.mark.parametrize("tsresol", [0, 1, 2, 3, 4, 6, 8, 9, 0x80 | 10, 0x80 | 20])
def test_every_resolution_is_written_as_tshark_does(tsresol: int, tmp_path: Path) -> None:
    """Local time included."""
    capture = build.pcapng(build.Interface(tsresol=tsresol), *PINGS)
    path = tmp_path / "times.pcapng"
    path.write_bytes(capture)
    packets = table(capture)
    for kind in ("r", "ad"):
        command = ["tshark", "-r", str(path), "-n", "-t", kind, "-T", "fields", "-e", "_ws.col.Time"]
        run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        assert run.stdout.splitlines() == [time_text(packets, index, kind) for index in range(3)]
