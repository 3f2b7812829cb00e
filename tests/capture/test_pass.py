"""One pass over a capture."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from pcapflow.capture._pass import Wanted, empty_table, held_table, tables_of, wanted_of
from pcapflow.errors import PcapflowError
from pcapflow.files import open_capture
from pcapflow.files._source import _decompressor
from pcapflow.layers import tables
from pcapflow.table import PacketTable
from pcapflow.testing import build

FILE = build.capture(*[build.ping(seq=seq, at_ns=seq) for seq in range(40)])


def passed(*, chosen: list[int] | None = None, window_bytes: int = 500) -> tuple[list[list[int]], int]:
    """Frame numbers of each table, and how many packets there were at the end."""
    which = None if chosen is None else np.array(chosen, np.int64)
    with open_capture(FILE, window_bytes=window_bytes) as reader:
        found = list(tables_of(reader, tables(), label="", wanted=Wanted(), chosen=which))
    *parts, n_packets = [one if isinstance(one, int) else one.number.tolist() for one in found]
    assert isinstance(n_packets, int)
    return [part for part in parts if isinstance(part, list)], n_packets


def test_each_window_has_a_table() -> None:
    """In their order; at the end comes how many packets there were."""
    parts, n_packets = passed()

    assert 40 == n_packets
    assert len(parts) > 5
    assert list(range(1, 41)) == [number for part in parts for number in part]


def test_windows_without_a_chosen_packet_have_none() -> None:
    """All packets are counted all the same."""
    assert ([[1, 2], [40]], 40) == passed(chosen=[0, 1, 39])


@pytest.mark.parametrize("window_bytes", [200, 1000, 1 << 20])
@pytest.mark.parametrize("wanted", [None, frozenset({"ip"}), frozenset[str]()])
def test_held_is_joined(window_bytes: int, wanted: frozenset[str] | None) -> None:
    """One table holds what the tables of all windows have; not their bytes."""
    with open_capture(FILE, window_bytes=window_bytes) as reader:
        passed = tables_of(reader, tables(), label="", wanted=Wanted(wanted))
        parts = [one for one in passed if isinstance(one, PacketTable)]
        held = held_table(reader, tables(), label="", wanted=Wanted(wanted))
    joined = PacketTable.join(parts)

    assert held.window is None
    assert set(joined.rows) == set(held.rows)
    for name, rows in joined.rows.items():
        assert rows.header.tobytes() == held.rows[name].header.tobytes()
        assert rows.place.tobytes() == held.rows[name].place.tobytes()
    for name in ("time_ns", "captured", "wire", "interface", "problem", "number", "delta_ns"):
        assert getattr(joined, name).tolist() == getattr(held, name).tolist()


@pytest.mark.parametrize("columns", [None, ["frame.len"]])
def test_a_table_much_larger_than_its_compressed_file_is_refused(
    columns: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Packets of no bytes have 16 in the file; they come one table after the other all the same."""
    monkeypatch.setattr(_decompressor, "FREE_BYTES", 500_000)
    wanted = wanted_of(tables().schema, columns, holds=True)
    file = gzip.compress(build.pcap(*[b""] * 30_000))
    with open_capture(file, max_ratio=1) as reader:
        assert 30_000 == list(tables_of(reader, tables(), label="", wanted=wanted))[-1]
        with pytest.raises(PcapflowError, match=r"gzip data become a table of .*--max-ratio"):
            held_table(reader, tables(), label="", wanted=wanted)
    with open_capture(file, max_ratio=10_000) as reader:
        assert 30_000 == len(held_table(reader, tables(), label="", wanted=wanted))


def test_no_packet_is_a_table() -> None:
    """With every column, and the interfaces of the file."""
    with open_capture(FILE) as reader:
        table = empty_table(reader, tables(), label="none")

    assert (0, "none", reader.interfaces) == (len(table), table.label, table.interfaces)
    assert [] == table.column("ip.ttl").text()


def test_of_columns_layers_are_wanted_and_of_options_their_bytes() -> None:
    """Only named columns are kept beyond a window, unless the pass holds everything."""
    schema = tables().schema

    assert Wanted(frozenset({"ip", "tcp"}), frozenset({"tcp"})) == wanted_of(schema, ["ip.ttl", "tcp.options.mss_val"])
    assert Wanted(None, frozenset()) == wanted_of(schema, ["frame.protocols"])
    assert Wanted(None, frozenset()) == wanted_of(schema, None)
    assert Wanted(None, None) == wanted_of(schema, None, holds=True)
    assert Wanted(frozenset(), frozenset({"frame"})) == wanted_of(schema, ["frame.comment", "frame.len"])


@pytest.mark.parametrize("window_bytes", [200, 1 << 20])
@pytest.mark.parametrize("chosen", [None, [1, 3]])
def test_options_that_are_named_are_kept_beyond_their_window(window_bytes: int, chosen: list[int] | None) -> None:
    """In tables that come one by one, in selections, and in one that holds all."""
    sizes = [str(size) for size in range(5)]
    packets = [build.tcp(options=b"\x02\x04" + size.to_bytes(2, "big")) for size in range(5)]
    file = build.capture(*[build.ethernet(build.ipv4(packet)) for packet in packets])
    which = None if chosen is None else np.array(chosen, np.int64)
    with open_capture(file, window_bytes=window_bytes) as reader:
        wanted = wanted_of(tables().schema, ["tcp.options.mss_val"])
        passed = list(tables_of(reader, tables(), label="", wanted=wanted, chosen=which))
        held = held_table(reader, tables(), label="", wanted=wanted)
    parts = [one.texts("tcp.options.mss_val") for one in passed if isinstance(one, PacketTable)]

    assert (sizes if chosen is None else ["1", "3"]) == [text for part in parts for text in part]
    assert sizes == held.texts("tcp.options.mss_val")


@pytest.mark.parametrize("window_bytes", [200, 1 << 20])
@pytest.mark.parametrize("columns", [["frame.comment"], None])
def test_what_the_file_says_of_packets_is_kept_as_options_are(window_bytes: int, columns: list[str] | None) -> None:
    """In tables that come one by one, in selections, and in one that holds all."""
    comments = [f"comment {number}" for number in range(9)]
    file = build.pcapng(*(build.Packet(bytes(60), comments=(comment,)) for comment in comments))
    with open_capture(file, window_bytes=window_bytes) as reader:
        wanted = wanted_of(tables().schema, columns, holds=True)
        passed = list(tables_of(reader, tables(), label="", wanted=wanted))
        chosen = list(tables_of(reader, tables(), label="", wanted=wanted, chosen=np.array([1, 3, 8])))
        held = held_table(reader, tables(), label="", wanted=wanted)
    parts, some = ([one for one in each if isinstance(one, PacketTable)] for each in (passed, chosen))

    assert comments == [text for part in parts for text in part.texts("frame.comment")]
    assert comments == PacketTable.join(parts).texts("frame.comment")
    assert [comments[at] for at in (1, 3, 8)] == [text for part in some for text in part.texts("frame.comment")]
    assert comments == held.texts("frame.comment")
