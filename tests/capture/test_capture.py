"""The front door: columns, packets, selections, passes, damage."""

from __future__ import annotations

import gzip
import io
import os
import pickle
import warnings
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PINGS = build.capture(
    build.ping(seq=1, at_ns=1_000),
    build.pong(seq=1, at_ns=81_000),
    build.ping(seq=2, at_ns=1_000_001_000),
    build.pong(seq=2, at_ns=1_000_061_000),
)


@pytest.fixture
def cap() -> pf.Capture:
    return pf.open(PINGS)


def test_its_length_is_the_number_of_packets(cap: pf.Capture) -> None:
    assert 4 == len(cap)


def test_packets_are_counted_without_a_look_into_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pcapflow.layers._decode.Decoder.update", None)

    assert 4 == len(pf.open(PINGS))


def test_a_column_has_a_value_for_each_packet(cap: pf.Capture) -> None:
    assert [8, 0, 8, 0] == cap["icmp.type"].to_numpy().tolist()


def test_time_is_datetime64_in_nanoseconds(cap: pf.Capture) -> None:
    assert np.datetime64(81_000, "ns") == cap["frame.time_epoch"].to_numpy()[1]


def test_an_unknown_column_gets_the_nearest_name(cap: pf.Capture) -> None:
    with pytest.raises(pf.FieldError, match=r"did you mean 'ip\.ttl'"):
        cap["ip.tll"]


def test_packets_under_a_mask_keep_their_numbers(cap: pf.Capture) -> None:
    assert [2, 4] == [packet.number for packet in cap[cap["icmp.type"] == 0]]


def test_a_selection_of_a_selection_counts_from_its_own_start(cap: pf.Capture) -> None:
    replies = cap[cap["icmp.type"] == 0]

    assert [4] == [packet.number for packet in replies[1:]]
    assert 4 == replies[1].number


def test_a_selection_answers_for_its_packets_alone(cap: pf.Capture) -> None:
    assert 2 == len(cap[2:].to_table())
    assert [2, 2] == cap[2:]["icmp.seq"].to_numpy().tolist()


def test_a_mask_of_another_length_is_refused(cap: pf.Capture) -> None:
    with pytest.raises(pf.OptionError, match="a mask of 4 truth values"):
        cap[np.ones(3, bool)]


def test_python_counts_from_zero_and_frames_from_one(cap: pf.Capture) -> None:
    assert cap.frame(3).data == cap[2].data == cap[-2].data


@pytest.mark.parametrize("number", [0, 5, -1])
def test_a_frame_that_is_not_there_is_an_index_error(cap: pf.Capture, number: int) -> None:
    with pytest.raises(IndexError):
        cap.frame(number)


def test_a_packet_read_alone_equals_the_one_met_in_passing(cap: pf.Capture) -> None:
    for passing in cap:
        alone = cap.frame(passing.number)
        assert passing is not alone
        assert passing.data == alone.data
        assert passing["frame.time_relative"] == alone["frame.time_relative"]
        assert passing["frame.time_delta"] == alone["frame.time_delta"]
        assert passing["ip.ttl"] == alone["ip.ttl"]


def test_tables_of_some_columns_hold_their_layers_alone(cap: pf.Capture) -> None:
    assert {"ip"} == set(cap.to_table(["ip.ttl", "frame.len"]).rows)


def test_protocols_need_every_layer(cap: pf.Capture) -> None:
    assert "eth:ethertype:ip:icmp" == cap["frame.protocols"].text()[0]


@pytest.mark.parametrize("column", ["icmp.type", "arp.opcode", "frame.protocols", "tcp.options.mss_val"])
def test_a_pass_says_nothing_of_what_it_was_not_asked_for(cap: pf.Capture, column: str) -> None:
    """That nothing is there would be wrong."""
    held, streamed = cap.to_table(["ip.ttl"]), next(cap.iter_tables(["ip.ttl"]))

    for table in (held, streamed, held.select([0, 1])):
        for ask in (table.column, table.texts):
            with pytest.raises(pf.FieldError, match="asked for other columns: name it in iter_tables"):
                ask(column)


def test_a_capture_without_packets_has_columns_without_values() -> None:
    assert [] == pf.open(build.capture())["ip.ttl"].to_numpy().tolist()


def test_damage_warns_once_after_the_packets_before_it() -> None:
    cap = pf.open(PINGS[:-10])

    with pytest.warns(pf.DamagedCaptureWarning, match=r"byte \d+: "):
        assert 3 == len(cap)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert 3 == len(cap["ip.ttl"])


def test_strict_raises_where_the_file_breaks() -> None:
    with pytest.raises(pf.FormatError) as error:
        len(pf.open(PINGS[:-10], strict=True))

    assert len(PINGS) - len(build.pong(seq=2).data) - 16 == error.value.offset


def test_a_block_that_cannot_be_read_to_its_end_warns_and_packets_follow() -> None:
    """It is no damage of the file; who is strict has none of it."""
    data = build.pcapng(build.Interface(), build.Block(5, bytes(12) + b"\5\0\x64\0"), build.ping(seq=1))
    cap = pf.open(data)

    with pytest.warns(pf.DamagedCaptureWarning, match="byte 60: option 5 claims 100 bytes"):
        assert 1 == len(cap["ip.ttl"])
    assert cap.damage is None
    with pytest.raises(pf.FormatError, match="byte 60: option 5 claims 100 bytes"):
        len(pf.open(data, strict=True))


def test_damage_of_a_whole_file_is_none(cap: pf.Capture) -> None:
    assert cap.damage is None


def test_what_is_no_capture_is_refused_at_once() -> None:
    with pytest.raises(pf.FormatError):
        pf.open(b"this is text, not packets")


def test_a_file_object_is_read_and_left_open() -> None:
    file = io.BytesIO(PINGS)

    assert 4 == len(pf.open(file))
    assert not file.closed


def test_a_pipe_is_kept_for_a_second_pass() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(PINGS)
    with os.fdopen(reading, "rb") as end, pf.open(end) as cap:
        assert [2, 4] == [packet.number for packet in cap[cap["icmp.type"] == 0]]


def test_a_file_that_changed_between_two_passes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "grows.pcap"
    path.write_bytes(PINGS)
    cap = pf.open(path)
    assert 4 == len(cap)

    with path.open("ab") as file:
        file.write(PINGS[24:])

    with pytest.raises(pf.PcapflowError, match=r"grows\.pcap"):
        cap["ip.ttl"]


def test_the_label_is_the_path_as_given(tmp_path: Path) -> None:
    path = tmp_path / "ping.pcap"
    path.write_bytes(PINGS)

    assert str(path) == pf.open(path).label
    assert "monday" == pf.open(path, label="monday").label


def test_a_selection_is_judged_without_what_lies_beside_the_whole(data_dir: Path) -> None:
    whole = pf.open(data_dir / "clean.pcap")

    assert whole[2:6].check().ok
    assert "File size:           -" in str(whole[2:6].info())


def test_results_of_selections_add(cap: pf.Capture) -> None:
    assert 2 == sum([cap[:2].ping(), cap[2:].ping()]).n_requests  # type: ignore[union-attr]  # of two, not of none


def test_a_truth_value_field_is_a_mask() -> None:
    cap = pf.open(build.capture(build.ping(seq=1), build.ethernet(build.ipv4(build.tcp(flags=2)))))

    assert [2] == [packet.number for packet in cap[cap["tcp.flags.syn"]]]


@pytest.mark.parametrize("key", [True, None, 1.5, slice(None, None, -1)], ids=repr)
def test_what_is_no_place_or_mask_is_refused(cap: pf.Capture, key: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        cap[key]  # type: ignore[call-overload]  # that is the test


def test_a_packet_that_was_kept_has_its_bytes() -> None:
    arp = build.capture(build.ethernet(build.arp()), build.ping(seq=1))

    packets = list(pf.open(arp))

    assert "Who has" in str(packets[0])


def test_a_table_that_was_kept_gives_no_other_packets_bytes() -> None:
    first, *_ = list(pf.open(PINGS).iter_tables())

    with pytest.raises(ValueError, match="held table"):
        first.packet_bytes(0)


def test_strict_is_so_each_time_and_damage_never_raises() -> None:
    cap = pf.open(PINGS[:-10], strict=True)

    assert cap.damage is not None
    for _ in range(2):
        with pytest.raises(pf.FormatError, match="<bytes>: byte"):
            len(cap)


def test_a_warning_points_at_the_caller() -> None:
    with pytest.warns(pf.DamagedCaptureWarning) as caught:
        len(pf.open(PINGS[:-10]))

    assert __file__ == caught[0].filename


def test_columns_are_a_list_of_names(cap: pf.Capture) -> None:
    with pytest.raises(pf.OptionError, match=r"\['ip\.src'\]"):
        next(cap.iter_tables("ip.src"))


def test_an_interface_described_late_is_found_for_its_packets() -> None:
    late = build.pcapng(
        build.Section(),
        build.Interface(),
        build.Packet(build.ping(seq=1).data),
        build.Interface(linktype=101),
        build.Packet(build.ipv4(build.udp()), interface=1),
    )
    cap = pf.open(late)
    assert 2 == len(cap)
    next(iter(cap))

    assert "udp" in cap[-1]


def test_the_table_of_an_empty_selection_reads_the_file_once() -> None:
    """It holds nothing, and decodes nothing to hold."""

    class Counted(io.BytesIO):
        n_read = 0

        def readinto(self, view: Any) -> int:
            n_bytes = super().readinto(view)
            self.n_read += n_bytes
            return n_bytes

    data = build.capture(*[build.ping(seq=seq) for seq in range(100)])
    file = Counted(data)
    none = pf.open(file)[:0]
    before = file.n_read

    assert 0 == len(none.to_table())
    assert file.n_read - before <= len(data)


def test_a_capture_is_true_and_not_read_for_that() -> None:
    """A selection is known, and true where it has packets."""
    cap = pf.open(io.BytesIO(PINGS))

    assert cap
    assert cap._length is None
    assert [True, False] == [bool(cap[:1]), bool(cap[:0])]


class Unseekable(io.BytesIO):
    def seekable(self) -> bool:
        return False


def test_a_pipe_that_is_not_kept_is_a_list_of_packets() -> None:
    """Python asks for the length first: to count would take the packets away."""
    cap = pf.open(Unseekable(PINGS), spool=False)
    with pytest.raises(TypeError, match="<file object>: a pipe that can be read once has no length"):
        len(cap)

    assert [1, 2, 3, 4] == [packet.number for packet in list(cap)]
    assert 4 == len(cap)


def test_what_the_file_said_stays_when_another_pass_begins() -> None:
    """Interfaces and statistics behind the first packets."""
    packets = [build.Packet(bytes(60))] * 20_000
    cap = pf.open(build.pcapng(build.Interface(), *packets, build.Interface(), build.Statistics(dropped=7)))
    text = str(cap.check())

    assert "7 packets by the interface" in text
    next(cap.iter_tables())
    assert (2, 7) == (len(cap.interfaces), cap.notes.statistics[0].dropped)


def test_a_capture_that_was_closed_says_so() -> None:
    """What was found before stays."""
    with pf.open(PINGS) as cap:
        ttl = cap["ip.ttl"]

    assert ttl is cap["ip.ttl"]
    assert 4 == len(cap)
    for read in (cap.ping, lambda: list(cap), lambda: cap[0], lambda: cap["ip.src"]):
        with pytest.raises(pf.PcapflowError, match=r"<bytes>: the capture was closed"):
            read()


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
def test_a_capture_is_pickled_by_its_path(tmp_path: Path, compress: Callable[[bytes], bytes]) -> None:
    """So is a selection, and a packet: a pool of processes opens the file."""
    path = tmp_path / "a.pcap"
    path.write_bytes(compress(PINGS[:-10]))
    cap = pf.open(path, strict=True, label="monday", max_ratio=300)

    again = pickle.loads(pickle.dumps(cap))
    with pytest.raises(pf.FormatError, match=r"^monday: byte"):
        again.ping()
    assert str(path) == again.recorded
    assert cap._reader.source.max_ratio == again._reader.source.max_ratio

    cap = pf.open(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pf.DamagedCaptureWarning)
        chosen = pickle.loads(pickle.dumps(cap[1:]))
        packet = pickle.loads(pickle.dumps(cap[1]))
        assert [2, 3] == [one.number for one in chosen]
    assert (cap[1:].label, cap[1].data) == (chosen.label, packet.data)


def test_a_selection_of_a_file_that_is_another_by_now_is_not_made(tmp_path: Path) -> None:
    """Its packets are counted again."""
    path = tmp_path / "a.pcap"
    path.write_bytes(PINGS)
    chosen = pickle.dumps(pf.open(path)[2:])
    path.write_bytes(PINGS[:24])

    with pytest.raises(pf.PcapflowError, match="changed between two passes"):
        list(pickle.loads(chosen))


def test_a_capture_without_a_path_is_not_pickled(cap: pf.Capture) -> None:
    """It says what can be sent instead."""
    with pytest.raises(TypeError, match=r"<bytes>: a capture is pickled by its path.*bytes, or a result"):
        pickle.dumps(cap)
    assert 2 == pickle.loads(pickle.dumps(cap.ping())).n_requests


def test_a_capture_is_let_go_with_its_last_name() -> None:
    """With its files; without waiting for the collector, which would warn of them."""
    own = pf.open(PINGS)
    assert 2 == own[2:][0]["icmp.seq"]
    gone = weakref.ref(own)

    del own

    assert gone() is None
