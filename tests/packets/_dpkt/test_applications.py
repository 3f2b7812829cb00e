"""Which protocol lies above TCP or UDP."""

from __future__ import annotations

import contextlib
import functools
import itertools
import subprocess
import warnings
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pcapflow
from bench._mutants.packets import messages
from bench._mutants.samples import SAMPLES
from pcapflow.errors import DamagedCaptureWarning, PcapflowError
from pcapflow.forms import printable
from pcapflow.packets import application_tree, payload_tree
from pcapflow.packets._dpkt import APPLICATIONS
from pcapflow.packets._dpkt import _applications as applications
from pcapflow.results import tree_text

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


@pytest.mark.parametrize(("space", "value", "payload"), SAMPLES)
def test_a_sample_of_each_is_read(space: str, value: int, payload: bytes) -> None:
    (node,) = payload_tree(payload, [(space, value)])

    assert node.children
    assert not [line for line in every((node,)) if "could not" in line.text]


def test_there_is_a_sample_of_each() -> None:
    """Of every line of the lists, by the key that leads to it."""
    samples = [*SAMPLES, *((f"{transport}.port", port, payload) for transport, port, payload in messages())]
    without = [
        application.name
        for application in APPLICATIONS
        if not any(
            value in application.reached_by.get(space, ())
            and (application.looks_like is None or application.looks_like(payload))
            for space, value, payload in samples
        )
    ]

    # Multicast names are DNS by another port.
    assert ["llmnr"] == without


KEYS = sorted({(space, value) for space, value, _ in SAMPLES})


@given(st.sampled_from(KEYS), st.sampled_from([payload for *_, payload in SAMPLES]), st.binary(), st.data())
def test_any_payload_behind_any_key_gives_a_tree(
    key: tuple[str, int], sample: bytes, noise: bytes, data: st.DataObject
) -> None:
    """Of arbitrary bytes, and of messages that go wrong somewhere."""
    at = data.draw(st.integers(0, len(sample)))
    for payload in (noise, sample[:at] + noise, sample[:at] + noise + sample[at:]):
        nodes = payload_tree(payload, [key])
        assert len(nodes) <= 1
        assert len(tree_text(nodes)) < 131_072


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_a_large_payload_gives_a_small_tree(key: tuple[str, int]) -> None:
    for sample in [payload for *there, payload in SAMPLES if tuple(there) == key]:
        for payload in ((sample * 65_536)[:65_536], (sample + bytes(65_536))[:65_536], sample[:4] + b"\xff" * 65_532):
            assert len(tree_text(payload_tree(payload, [key]))) < 131_072


@given(st.sampled_from(sorted({port for _, port, _ in messages()})), st.sampled_from(("tcp", "udp")), st.binary())
def test_any_bytes_are_read_or_not(port: int, transport: str, payload: bytes) -> None:
    for node in every(application_tree(payload, transport, port, port)):
        assert node.start == node.stop == 0


@functools.cache
def names_of_wireshark() -> frozenset[str]:
    command = ["tshark", "-G", "fields"]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=60, check=True)
    rows = (line.split("\t") for line in run.stdout.splitlines())
    # What has no field has no name.
    return frozenset({"", *(row[2] for row in rows if row[0] in ("F", "P"))})


@pytest.mark.tshark
def test_every_name_is_wiresharks() -> None:
    """Of the fields that a message of each protocol shows."""
    trees = [
        *(application_tree(payload, transport, port, 50_000) for transport, port, payload in messages()),
        *(payload_tree(payload, [(space, value)]) for space, value, payload in SAMPLES),
    ]
    shown = {node.name for tree in trees for node in every(tree)}

    assert len(shown) > 300
    assert set() == shown - names_of_wireshark()


@pytest.mark.tshark
@pytest.mark.corpus
@pytest.mark.timeout(600)
def test_every_name_in_the_corpus_is_wiresharks(corpus_dir: Path) -> None:
    """Of the first packets of each capture, whatever they carry; some files are none."""
    shown: set[str] = set()
    n_captures = 0
    for path in sorted(corpus_dir.rglob("*")):
        with contextlib.suppress(PcapflowError, OSError), warnings.catch_warnings():
            warnings.simplefilter("ignore", DamagedCaptureWarning)
            for packet in itertools.islice(pcapflow.open(path), 100):
                shown.update(node.name for node in every(packet.tree()))
            n_captures += 1

    assert n_captures > 1_000
    assert set() == shown - names_of_wireshark()


def test_every_file_is_in_the_list() -> None:
    """What a file without an underscore provides is tried."""
    folder = Path(applications.__file__).parent
    modules = [import_module(f"pcapflow.packets._dpkt.{path.stem}") for path in folder.glob("[a-z]*.py")]
    provided = {
        id(application)
        for module in modules
        for thing in map(vars(module).get, module.__all__)
        for application in (thing if isinstance(thing, tuple) else (thing,))
    }

    assert provided == {id(application) for application in APPLICATIONS}


HOSTILE = (*(bytes([byte]) for byte in range(256)), b"\x1b]0;x\x07", b"\x1b[2J", b"\x1bP+q\x1b\\", "\u202e".encode())


def carriers(text: bytes) -> Iterator[tuple[str, int, bytes]]:
    """Messages with a text of somebody's choice in each place where one may stand."""
    size = len(text).to_bytes(1, "big")
    yield "udp", 53, bytes(4) + b"\0\x01" + bytes(6) + size + text + b"\0\0\x01\0\x01"
    yield "udp", 67, b"\x01\x01\x06\0" + bytes(232) + b"\x63\x82\x53\x63\x0c" + size + text + b"\xff"
    yield "udp", 69, b"\0\x01" + text + b"\0octet\0"
    yield "tcp", 80, b"GET /" + text + b" HTTP/1.1\r\nHost: " + text + b"\r\n" + text + b": a\r\n\r\n"
    yield "tcp", 80, b"HTTP/1.1 200 " + text + b"\r\nServer: " + text + b"\r\n\r\n"
    yield "udp", 5060, b"INVITE sip:" + text + b" SIP/2.0\r\nFrom: " + text + b"\r\n\r\n"
    name = b"\0\0" + (len(text) + 5).to_bytes(2, "big") + (len(text) + 3).to_bytes(2, "big") + b"\0\0" + size + text
    hello = b"\x03\x03" + bytes(32) + b"\0\0\x02\x13\x01\x01\0" + len(name).to_bytes(2, "big") + name
    handshake = b"\x01" + len(hello).to_bytes(3, "big") + hello
    yield "tcp", 443, b"\x16\x03\x01" + len(handshake).to_bytes(2, "big") + handshake


@pytest.mark.parametrize("place", range(7))
def test_no_text_of_a_packet_steers_a_terminal(place: int) -> None:
    """Every byte, and sequences that terminals obey, as text and beside other text."""
    n_shown = 0
    for hostile in HOSTILE:
        for text in (hostile, b"a" + hostile + b"b"):
            transport, port, payload = list(carriers(text))[place]
            shown = tree_text(application_tree(payload, transport, port, 50_000))
            assert shown == "\n".join(printable(line) for line in shown.split("\n"))
            n_shown += bool(shown)
    # A line feed in HTTP's first line makes another protocol of it.
    assert n_shown > 500
