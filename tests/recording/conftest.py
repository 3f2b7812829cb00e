"""What the tests of recording share: the images of the lab, and looks at the engine from outside."""

from __future__ import annotations

import fcntl
import json
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

LAB = "pcapflow-lab:1"


@pytest.fixture
def lab() -> dict[str, Any]:
    """Options that take everything from one image, which has all that is needed, and no port that others may want."""
    return {"client_image": LAB, "server_image": LAB, "helper_image": LAB, "publish": "none", "interval": 0.1}


@contextmanager
def cleaning() -> Iterator[None]:
    """Keep other processes' tests from removing what this one wants to see removed."""
    with Path(tempfile.gettempdir(), "pcapflow-test-cleaning").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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
