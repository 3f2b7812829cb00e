"""What pcapflow is compared with: built on the spot where its parts are installed, told of where they are not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

__all__ = ("Peer", "Peers", "find_peers", "install_cypcap")

SOURCES = Path(__file__).parents[1] / "peers"
GO_PACKAGES = Path("/usr/share/gocode")
"""Where Debian has the sources of Go libraries, so that nothing is fetched."""
GO = {"GOPATH": str(GO_PACKAGES), "GO111MODULE": "off", "GOFLAGS": "", "CGO_ENABLED": "0"}
DEBIAN_GO = "golang-go golang-github-google-gopacket-dev golang-golang-x-net-dev golang-golang-x-sys-dev"


class Peer(NamedTuple):
    """A program, or why it is not there."""

    words: tuple[str, ...] = ()
    """The command, without the capture's name."""
    missing: str = ""


class Peers(NamedTuple):
    """Those that are not part of the project's own environment."""

    libpcap: Peer
    gopacket: Peer
    cypcap: Peer
    tshark: Peer


def find_peers(folder: Path) -> Peers:
    """Build what can be built, in a folder that is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    tshark = shutil.which("tshark")
    python = folder / "cypcap" / "bin" / "python"
    return Peers(
        libpcap=_libpcap(folder / "pcap_loop"),
        gopacket=_gopacket(folder / "decode"),
        cypcap=Peer((str(python), "-m", "_speed.others", "cypcap"))
        if python.exists()
        else Peer(missing="cypcap is not installed: --install-cypcap puts it into an environment of its own"),
        tshark=Peer((tshark,)) if tshark else Peer(missing="tshark is missing: apt-get install tshark"),
    )


def install_cypcap(folder: Path) -> None:
    """Make an environment beside the captures, and install cypcap from PyPI into it."""
    place = folder / "cypcap"
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    subprocess.run([place / "bin" / "python", "-m", "pip", "install", "--quiet", "cypcap"], check=True)


def _libpcap(program: Path) -> Peer:
    compiler = shutil.which("cc")
    if compiler is None:
        return Peer(missing="libpcap's loop: a C compiler is missing: apt-get install gcc libc6-dev libpcap-dev")
    words = [compiler, "-O2", "-o", str(program), str(SOURCES / "pcap_loop.c"), "-lpcap"]
    return _built(words, program, "libpcap's loop: apt-get install libpcap-dev", {})


def _gopacket(program: Path) -> Peer:
    go = shutil.which("go")
    if go is None or not (GO_PACKAGES / "src" / "github.com" / "google" / "gopacket").is_dir():
        return Peer(missing=f"gopacket is missing: apt-get install {DEBIAN_GO}")
    words = [go, "build", "-o", str(program), str(SOURCES / "decode.go")]
    built = _built(words, program, f"gopacket: apt-get install {DEBIAN_GO}", {**GO, "GOCACHE": f"{program}-cache"})
    if built.missing:
        return built
    # Its collector and its timers have threads of their own: all of them share one core.
    taskset = shutil.which("taskset")
    one_core = (taskset, "-c", str(max(os.sched_getaffinity(0)))) if taskset else ()
    return Peer((*one_core, "env", "GOMAXPROCS=1", *built.words))


def _built(words: list[str], program: Path, advice: str, env: dict[str, str]) -> Peer:
    build = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **env})
    if build.returncode:
        return Peer(missing=f"{advice} ({(build.stderr.strip().splitlines() or ['no word why'])[-1]})")
    return Peer((str(program),))
