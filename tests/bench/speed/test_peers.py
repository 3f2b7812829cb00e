"""Peers are built where they can be, and named where they cannot."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from bench._speed.captures import FORMATS, write_capture
from bench._speed.mixed import mixed
from bench._speed.peers import find_peers

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_missing_is_told_with_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    libpcap, gopacket, cypcap, tshark = (peer.missing for peer in find_peers(tmp_path / "peers"))

    assert "apt-get install gcc libc6-dev libpcap-dev" in libpcap
    assert "golang-github-google-gopacket-dev" in gopacket
    assert "--install-cypcap" in cypcap
    assert "apt-get install tshark" in tshark


@pytest.mark.parametrize("name", ["libpcap", "gopacket"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_built_counts_every_packet(tmp_path: Path, name: str, suffix: str) -> None:
    """Where a compiler and the library are."""
    peer = getattr(find_peers(tmp_path / "peers"), name)
    if peer.missing:
        pytest.skip(peer.missing)
    path = tmp_path / f"x.{suffix}"
    write_capture(path, mixed, n_packets=500)

    ran = subprocess.run([*peer.words, path], capture_output=True, text=True, check=True, timeout=60)
    told = json.loads(ran.stdout)
    assert 500 == told["n_packets"]
    assert told["wall_s"] > 0


def test_libpcap_may_have_another_buffer(tmp_path: Path) -> None:
    """It finds the same packets."""
    peer = find_peers(tmp_path / "peers").libpcap
    if peer.missing:
        pytest.skip(peer.missing)
    path = tmp_path / "x.pcap"
    write_capture(path, mixed, n_packets=500)

    ran = subprocess.run([*peer.words, path, "4096"], capture_output=True, text=True, check=True, timeout=60)
    assert 500 == json.loads(ran.stdout)["n_packets"]
