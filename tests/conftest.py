"""What a test may need of its machine, said by a marker: absent, it is a skip, or, where it is required, a failure."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent


def _engine() -> str | None:
    import docker

    try:
        client = docker.from_env(timeout=5)
        try:
            client.ping()
        finally:
            client.close()
    except docker.errors.DockerException as error:
        return f"no container engine answers ({error})"
    return None


def _tshark() -> str | None:
    return None if shutil.which("tshark") else "no tshark on PATH"


def _corpus() -> str | None:
    folder = os.environ.get("PCAPFLOW_CORPUS")
    if not folder:
        return "PCAPFLOW_CORPUS names no folder of captures"
    return None if Path(folder).is_dir() else f"PCAPFLOW_CORPUS: {folder} is no folder"


def _netns() -> str | None:
    if not (shutil.which("ip") and shutil.which("unshare")):
        return "no ip and unshare on PATH"
    if os.geteuid() != 0:
        return "network namespaces need root"
    # A container's root may lack the capability all the same.
    tried = subprocess.run(["unshare", "--net", "true"], capture_output=True, text=True, timeout=10, check=False)
    return f"no network namespace ({tried.stderr.strip()})" if tried.returncode else None


def _browser() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return None if any(map(shutil.which, names)) else f"none of {', '.join(names)} on PATH"


def _index() -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, "dpkt==1.9.8"]
        tried = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return f"pip reaches no package index ({tried.stderr.strip().splitlines()[-1]})" if tried.returncode else None


NEEDS: dict[str, Callable[[], str | None]] = {
    "engine": functools.cache(_engine),
    "tshark": functools.cache(_tshark),
    "corpus": functools.cache(_corpus),
    "netns": functools.cache(_netns),
    "browser": functools.cache(_browser),
    "index": functools.cache(_index),
}
"""Marker -> why a test that carries it cannot run here, or None."""


def _required() -> set[str]:
    """The needs whose absence is a failure: PCAPFLOW_REQUIRE, separated by commas."""
    return {name for name in os.environ.get("PCAPFLOW_REQUIRE", "").split(",") if name}


def _meet(name: str) -> None:
    reason = NEEDS[name]()
    if reason and name in _required():
        pytest.fail(f"PCAPFLOW_REQUIRE names {name}: {reason}", pytrace=False)
    if reason:
        pytest.skip(reason)


def pytest_configure() -> None:
    if unknown := _required() - NEEDS.keys():
        raise pytest.UsageError(f"PCAPFLOW_REQUIRE knows {', '.join(NEEDS)}, not {', '.join(sorted(unknown))}")
    hypothesis.settings.register_profile(
        "pcapflow",
        deadline=None,
        derandomize="CI" in os.environ,
        max_examples=int(os.environ.get("PCAPFLOW_EXAMPLES", "40")),
    )
    hypothesis.settings.load_profile("pcapflow")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name in NEEDS:
        if item.get_closest_marker(name):
            _meet(name)


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The recorded captures that come with the project."""
    return ROOT / "data"


@pytest.fixture(scope="session")
def corpus_dir() -> Path:
    """A folder of other people's captures; tests that ask for it carry the marker ``corpus``."""
    _meet("corpus")
    return Path(os.environ["PCAPFLOW_CORPUS"])
