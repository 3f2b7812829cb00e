"""Nodes for what dpkt read."""

from __future__ import annotations

from pcapflow.packets._dpkt._nodes import field, text_from


def test_a_field_has_label_name_and_value() -> None:
    node = field("Peer clock stratum", "ntp.stratum", 2)

    assert ("Peer clock stratum: 2", "ntp.stratum", 2) == (node.text, node.name, node.value)
    assert node.start == node.stop


def test_bytes_are_hexadecimal() -> None:
    assert "Random: 00ff" == field("Random", "tls.handshake.random", b"\x00\xff").text


def test_a_long_value_is_cut_in_the_text_alone() -> None:
    node = field("Cookie", "http.cookie", "x" * 1_000)

    assert len(node.text) < 250
    assert "x" * 1_000 == node.value


def test_what_is_no_utf8_is_escaped() -> None:
    assert r"a\xff" == text_from(b"a\xff")
