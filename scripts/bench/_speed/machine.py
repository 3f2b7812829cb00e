"""What it was measured on."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

__all__ = ("load", "machine")

PROGRAMS = {
    "tshark": ("tshark", "--version"),
    "Go": ("go", "version"),
    "gopacket": ("dpkg-query", "-Wf", "${Version}", "golang-github-google-gopacket-dev"),
    "libpcap": ("dpkg-query", "-Wf", "${Version}", "libpcap-dev"),
}


def machine() -> dict[str, str]:
    """Processor, system, and versions."""
    python = f"Python {platform.python_version()}, numpy {version('numpy')}, dpkt {version('dpkt')}"
    found = {name: _first_line(words) for name, words in PROGRAMS.items()}
    others = ", ".join(f"{name} {words.removeprefix('go version ')}" for name, words in found.items() if words)
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores, one thread used",
        "system": f"{platform.system()} {platform.release()}, {python}",
        "others": others.replace("tshark TShark", "TShark"),
        "pcapflow": f"{version('pcapflow')}, loops: {_kernel()}",
    }


def load() -> str:
    """How many processes wanted a core in the last minute."""
    return f"{os.getloadavg()[0]:.2f}"


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _kernel() -> str:
    from pcapflow import kernel

    return kernel.name()


def _first_line(words: tuple[str, ...]) -> str:
    try:
        ran = subprocess.run(words, capture_output=True, text=True, timeout=30)
    except OSError:
        return ""
    return ran.stdout.strip().partition("\n")[0].rstrip(".") if ran.returncode == 0 else ""
