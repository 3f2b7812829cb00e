"""What the tests of recording share: the images of the lab, and the command in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LAB = "pcapflow-lab:1"


@pytest.fixture
def lab() -> dict[str, Any]:
    """Options that take everything from one image, which has all that is needed, and no port that others may want."""
    return {"client_image": LAB, "server_image": LAB, "helper_image": LAB, "publish": "none", "interval": 0.1}


@pytest.fixture
def lab_words() -> list[str]:
    """The same for the command line."""
    images = [word for end in ("client", "server", "helper") for word in (f"--{end}-image", LAB)]
    return [*images, "--publish", "none", "--interval", "0.1"]


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start ``pcapflow`` in a folder of its own."""

    def start_it(*words: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "pcapflow", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **environment},
        )

    return start_it


@pytest.fixture
def run(start: Callable[..., subprocess.Popen[str]]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run ``pcapflow`` to its end."""

    def run_it(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        process = start(*words, **environment)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    return run_it


def docker(*words: str) -> str:
    """What Docker's own command says."""
    return subprocess.run(["docker", *words], check=True, capture_output=True, text=True, timeout=60).stdout.strip()


def left_by(process: int) -> list[str]:
    """Containers and networks of the recording that a process made; other tests may record at the same time."""
    ids = docker("ps", "-aq", "--filter", "label=pcapflow.managed").split()
    ids += docker("network", "ls", "-q", "--filter", "label=pcapflow.managed").split()
    left = []
    for name in ids:
        # One that has gone meanwhile is nobody's.
        seen = subprocess.run(["docker", "inspect", name], check=False, capture_output=True, text=True, timeout=60)
        for item in json.loads(seen.stdout or "[]"):
            labels = item.get("Labels") or item["Config"]["Labels"]
            if labels["pcapflow.owner"].endswith(f"/{process}"):
                left.append(name)
    return left
