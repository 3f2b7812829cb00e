from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pcapflow.reports import Document
from pcapflow.reports.to_json import line, render
from pcapflow.results import Grid, GridColumn, Metric, Metrics, Note, PacketLine, Packets, Text

if TYPE_CHECKING:
    from pcapflow.results import Block


def loaded(*blocks: Block) -> dict[str, Any]:
    """Give what a reader of the document's line finds."""
    return dict(json.loads(line(Document("t", blocks, "a.pcap", "0.1.0"))))


def test_the_form_has_a_version() -> None:
    """A reader can tell which form it reads, of which capture, by which program."""
    assert {"format": "pcapflow/1", "version": "0.1.0", "capture": "a.pcap"} == loaded()


def test_a_value_is_found_by_block_key_and_unit(document: Document) -> None:
    """`.ping[0].rtt_avg_ns` is the average round trip, an integer of nanoseconds."""
    members = json.loads(render(document))

    assert 84_812 == members["ping"][0]["rtt_avg_ns"]
    assert 5 == members["ping"][0]["n_requests"]
    assert 1148 == members["interfaces"][0]["n_captured_bytes"]
    assert "Echo (ping) request  id=0x6f57, seq=1/256, ttl=64 (reply in 2)" == members["packets"][0]["info"]
    assert 64 == members["packets"][0]["tree"][2]["children"][4]["value"]
    assert [14, 20, 8, 56] == [layer["n_bytes"] for layer in members["layers"][0]["layers"]]
    assert 98 == members["layers"][0]["n_bytes"]
    assert members["check"][0]["ok"]
    assert members["check"][-1]["ok"] is None


def test_one_and_many_have_one_shape() -> None:
    """A metrics block and a row of a grid are found alike, so that a second session breaks no reader."""
    metrics = Metrics("ping", "", (Metric("rtt_avg", "Average", 5, "ns"),))
    grid = Grid("ping", "", (GridColumn("rtt_avg", "Average", "ns"),), ((6,), (None,)))

    assert [{"rtt_avg_ns": 5}, {"rtt_avg_ns": 6}, {"rtt_avg_ns": None}] == loaded(metrics, grid)["ping"]


@pytest.mark.parametrize(
    ("key", "unit", "name"),
    [
        ("rtt.avg", "ns", "rtt_avg_ns"),
        ("rtt_ns", "ns", "rtt_ns"),
        ("rate", "bits/s", "rate_bits_per_s"),
        ("n_packets", "packets", "n_packets"),
        ("loss", "ratio", "loss_ratio"),
    ],
)
def test_a_name_ends_in_its_unit(key: str, unit: str, name: str) -> None:
    """No reader has to guess what a number counts, and no path needs quotes."""
    assert {name: 1} == loaded(Metrics("a.b", "", (Metric(key, "", 1, unit),)))["a_b"][0]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_no_number_is_null(value: float) -> None:
    """JSON knows no NaN (RFC 8259 section 6)."""
    assert {"x": None} == loaded(Metrics("m", "", (Metric("x", "", value),)))["m"][0]


def test_a_lone_surrogate_is_spelt_out() -> None:
    """A file name that is no UTF-8 gives JSON that is."""
    text = line(Document("t", (), "caf\udce9.pcap"))

    assert "caf\\udce9.pcap" == json.loads(text)["capture"]
    text.encode("utf-8")


def test_a_line_is_one_line(document: Document) -> None:
    """Many captures give one object a line."""
    assert 1 == len(line(document).splitlines())
    assert json.loads(render(document)) == json.loads(line(document))


def test_names_that_collide_are_refused() -> None:
    """Two values of one name would hide each other."""
    twice = Metric("x", "", 1)

    with pytest.raises(ValueError, match="two values of one name"):
        loaded(Metrics("m", "", (twice, twice)))
    with pytest.raises(ValueError, match="no block may be called capture"):
        loaded(Note("capture", "", "x"))


def test_bytes_of_a_packet_are_hexadecimal() -> None:
    packet = PacketLine(1, "0.0", "a", "b", "ICMP", 2, "", data=b"\x02B")

    assert '"data": "0242"' in render(Document("", (Packets("packets", "", (packet,)),)))


def test_a_text_brings_its_numbers() -> None:
    """People read the lines, machines what goes with them."""
    block = Text("ping", "", "PING ...\n", (Metric("rtt.avg", "Average", 5, "ns"),))

    assert [{"text": "PING ...\n", "rtt_avg_ns": 5}] == loaded(block)["ping"]
