"""What the strategies draw: packets of a layer, captures that dpkt reads, captures that are damaged."""

from __future__ import annotations

import io

import dpkt
from hypothesis import given

from pcapflow.files import open_capture
from pcapflow.testing import strategies, vary


@given(packet=strategies.packets("linux_sll2"))
def test_a_packet_of_a_layer_has_its_link_type(packet: tuple[int, bytes]) -> None:
    """Packets for LINUX_SLL2 have link type 276 and at least its 20 bytes."""
    linktype, data = packet

    assert 276 == linktype
    assert len(data) >= 20


@given(packet=strategies.packets())
def test_without_a_layer_packets_are_of_any(packet: tuple[int, bytes]) -> None:
    """Every link type that a layer needs may come."""
    assert packet[0] in {vary.packets(layer, 1, seed=0)[0][0] for layer in vary.LAYERS} | {0, 9, 50, 101, 108, 228, 229}


@given(capture=strategies.captures())
def test_dpkt_reads_whole_captures(capture: bytes) -> None:
    """A capture that nothing happened to is read to its end."""
    if capture[:4] in (b"\xa1\xb2\xcd\x34", b"\x34\xcd\xb2\xa1"):  # dpkt does not know the modified format
        return
    reader = dpkt.pcapng.Reader if capture[:4] == b"\x0a\x0d\x0d\x0a" else dpkt.pcap.Reader
    with open_capture(capture) as ours:
        expected = [
            records.window[start : start + captured].tobytes()
            for records in ours
            for start, captured in zip(records.start.tolist(), records.captured.tolist(), strict=True)
        ]

    assert expected == [data for _, data in reader(io.BytesIO(capture))]
    assert ours.damage is None


@given(capture=strategies.mutated(b"0123456789"))
def test_what_is_mutated_stays_near(capture: bytes) -> None:
    """At most four times four bytes are put in."""
    assert len(capture) <= 26
