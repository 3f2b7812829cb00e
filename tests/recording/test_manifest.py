from __future__ import annotations

import ipaddress
import json

from pcapflow.recording import _manifest, _plan
from pcapflow.recording._values import End, Image

IMAGE = Image("nginx:stable", "sha256:1", "nginx@sha256:2", (), ())
ADDRESSES = (ipaddress.ip_address("172.17.0.2"), ipaddress.ip_address("fd31::2"))


def test_the_address_that_is_pinged_comes_first() -> None:
    """An end may have addresses of both families; which one was used is said."""
    end = End("id", "name", IMAGE, ADDRESSES, "02:42:ac:11:00:02")

    assert "fd31::2" == _manifest.described_end(end, ipv6=True)["address"]
    assert "172.17.0.2" == _manifest.described_end(end, ipv6=False)["address"]
    assert ["172.17.0.2", "fd31::2"] == _manifest.described_end(end, ipv6=False)["addresses"]


def test_a_published_port_is_told() -> None:
    """Where the server could be reached."""
    published = _plan.Publish("127.0.0.1", 8080, explicit=False)
    end = End("id", "name", IMAGE, ADDRESSES, "", published)

    assert {"address": "127.0.0.1", "port": 8080} == _manifest.described_end(end, ipv6=False)["published"]


def test_an_image_has_its_digest() -> None:
    """By which anybody can fetch the same one."""
    assert {"name": "nginx:stable", "id": "sha256:1", "digest": "nginx@sha256:2"} == _manifest.described_image(IMAGE)


def test_the_format_comes_first() -> None:
    """Who reads it looks at that before anything else."""
    text = _manifest.to_json({"notes": ["µ"]})

    assert {"format": 1, "notes": ["µ"]} == json.loads(text)
    assert text.startswith('{\n  "format": 1,')


def test_versions() -> None:
    """What ``tcpdump --version`` printed, without OpenSSL's line."""
    said = "tcpdump version 4.99.3\nlibpcap version 1.10.3 (with TPACKET_V3)\nOpenSSL 3.0.16 11 Feb 2025\n"

    assert ["tcpdump version 4.99.3", "libpcap version 1.10.3 (with TPACKET_V3)"] == _manifest.version_lines(said)
