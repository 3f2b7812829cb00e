"""Which protocol lies above TCP or UDP."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench._dpkt_mutants import messages
from pcapflow.packets import application_tree
from pcapflow.packets._dpkt import APPLICATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.results import TreeNode


def every(nodes: tuple[TreeNode, ...]) -> Iterator[TreeNode]:
    for node in nodes:
        yield node
        yield from every(node.children)


def test_either_port_tells() -> None:
    payload = bytes([0x24]) + bytes(47)

    assert ["Network Time Protocol"] == [node.text for node in application_tree(payload, "udp", 123, 50_000)]
    assert ["Network Time Protocol"] == [node.text for node in application_tree(payload, "udp", 50_000, 123)]
    assert () == application_tree(payload, "tcp", 123, 50_000)


def test_http_is_known_by_its_bytes_on_any_port() -> None:
    assert ["http"] == [node.name for node in application_tree(b"GET / HTTP/1.1\r\n\r\n", "tcp", 8123, 50_000)]


def test_a_segment_in_the_middle_of_a_stream_is_nothing() -> None:
    """Port 80 and 443 alone are no evidence."""
    assert () == application_tree(b"middle of a page", "tcp", 80, 50_000)
    assert () == application_tree(bytes(range(64)), "tcp", 443, 50_000)


def test_no_payload_is_nothing() -> None:
    assert () == application_tree(b"", "udp", 53, 53)


def test_what_dpkt_cannot_read_says_why() -> None:
    (node,) = application_tree(b"abc", "udp", 53, 50_000)

    assert "Domain Name System: dpkt could not read it (NeedData: got 3, 12 needed at least)" == node.text
    assert () == node.children


@pytest.mark.parametrize(("transport", "port", "payload"), messages())
def test_a_whole_message_of_each_is_read(transport: str, port: int, payload: bytes) -> None:
    (node,) = application_tree(payload, transport, port, 50_000)

    assert node.children
    assert "could not" not in node.text


@given(st.sampled_from(sorted({port for _, port, _ in messages()})), st.sampled_from(("tcp", "udp")), st.binary())
def test_any_bytes_are_read_or_not(port: int, transport: str, payload: bytes) -> None:
    for node in every(application_tree(payload, transport, port, port)):
        assert node.start == node.stop == 0


@pytest.mark.tshark
def test_every_name_is_wiresharks() -> None:
    """Of the fields that a message of each protocol shows."""
    command = ["tshark", "-G", "fields"]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=60, check=True)
    rows = [line.split("\t") for line in run.stdout.splitlines()]
    known = {row[2] for row in rows if row[0] in ("F", "P")}
    shown = {
        node.name
        for transport, port, payload in messages()
        for node in every(application_tree(payload, transport, port, 50_000))
    }

    assert len(shown) > 60
    assert {""} == shown - known


def test_the_list_is_complete() -> None:
    assert {"dhcp", "dns", "http", "llmnr", "mdns", "ntp", "radius", "rip", "sip", "tftp", "tls"} == {
        application.name for application in APPLICATIONS
    }
