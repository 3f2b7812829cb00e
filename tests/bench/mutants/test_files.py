"""Damaged files are read or refused, in time."""

from __future__ import annotations

import struct
from random import Random
from typing import TYPE_CHECKING

import pytest

from bench._mutants import files
from bench._mutants.ways import DEEP, WAYS
from pcapflow.testing import build

if TYPE_CHECKING:
    from pathlib import Path

    from pcapflow import Capture


def test_damaged_files_are_read_or_refused(data_dir: Path) -> None:
    """Two thousand; scripts/bench/file_mutants has as many as are asked for."""
    found = files.run(files.seeds_of(sorted(data_dir.glob("*.pcap"))), 2_000, seed=1)

    assert [] == found.faults
    assert 2_000 == found.n_files == found.by_way.total()
    assert {*WAYS, *DEEP} == set(found.by_way)
    assert found.n_refused > 50
    assert found.n_damaged > 500
    assert found.slowest_s < files.MOST_SECONDS


def test_what_is_no_refusal_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another exception, or no end: with the file that it came of."""

    def fail(_capture: Capture) -> None:
        raise IndexError("beyond")

    def hang(_capture: Capture) -> None:
        while True:
            pass

    ways = {"fail": fail, "hang": hang}
    monkeypatch.setattr(files, "WAYS", ways)
    monkeypatch.setattr(files, "DEEP", ways)
    monkeypatch.setattr(files, "MOST_SECONDS", 0.01)
    found = files.run([build.pcap(bytes(60))], 20, seed=1)

    assert {"fail: IndexError", "hang: HangError"} == {" ".join(fault.split()[:2]) for fault in found.faults}
    assert len(found.faults) + found.n_refused == 20
    assert 10 < len(found.faults)


PACKET = build.Packet(bytes(5), wire_bytes=7)


@pytest.mark.parametrize("order", "<>")
def test_every_length_of_a_classic_file_is_known(order: str) -> None:
    """And says what the file has."""
    for magic, header_bytes in ((build.NANOSECONDS, 16), (build.MODIFIED, 24)):
        data = build.pcap(PACKET, PACKET, byteorder=order, magic=magic, snaplen=99)
        fields = files.length_fields(data)

        assert [99, 5, 7, 5, 7] == [struct.unpack_from(f"{order}I", data, field.at)[0] for field in fields]
        assert {order} == {field.order for field in fields}
        assert fields[3].at - fields[1].at == header_bytes + 5


@pytest.mark.parametrize("order", "<>")
def test_every_length_of_a_pcapng_file_is_known(order: str) -> None:
    """Of all blocks that can be followed."""
    data = build.pcapng(
        build.Section(order, options=[(1, b"abc")]), build.Interface(snaplen=99, tsresol=9), PACKET, build.Simple(b"ab")
    )
    found = [
        (field.name, int.from_bytes(data[field.at : field.at + field.n_bytes], "little" if order == "<" else "big"))
        for field in files.length_fields(data)
    ]

    assert [
        *[
            ("block length", 40),
            ("section length", (1 << 64) - 1),
            ("option length", 3),
            ("block length at the end", 40),
        ],
        *[("block length", 32), ("snap length", 99), ("option length", 1), ("block length at the end", 32)],
        *[("block length", 40), ("captured length", 5), ("length on the wire", 7), ("block length at the end", 40)],
        *[("block length", 20), ("length on the wire", 2), ("block length at the end", 20)],
    ] == found


def test_a_claim_is_what_is_put_there() -> None:
    """In the field's own byte order, and no byte beyond."""
    data = bytearray(6)
    files.LengthField(1, 4, ">", "").put(data, 0x01020304)
    assert bytes([0, 1, 2, 3, 4, 0]) == data
    files.LengthField(1, 2, "<", "").put(data, 0x1F00F)
    assert bytes([0, 0x0F, 0xF0, 3, 4, 0]) == data


def test_one_seed_gives_the_same_mutants() -> None:
    """And none that is above its limit."""
    seeds = files.seeds_of()
    dice, same = Random(1), Random(1)  # noqa: S311 - test data, no secret

    made = [files.mutant(seed, dice) for _ in range(50) for seed in seeds]
    assert made == [files.mutant(seed, same) for _ in range(50) for seed in seeds]
    assert max(map(len, made)) <= files.MOST_BYTES
