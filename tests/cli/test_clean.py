from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.recording.conftest import LAB, cleaning, docker

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran


def abandoned(*words: str) -> str:
    """Something that carries pcapflow's label, and no living recording's."""
    return docker(*words[:-1], "--label", "pcapflow.managed=true", "--label", "pcapflow.owner=", words[-1])


@pytest.mark.engine
def test_containers_and_networks(run: Callable[..., Ran]) -> None:
    """Both are told and gone."""
    name = f"pcapflow-test-clean-{os.getpid()}"
    with cleaning():
        network = abandoned("network", "create", name)
        container = abandoned("create", LAB)
        ran = run("clean")

    assert 0 == ran.status
    assert f"removed container {container[:12]}" in ran.out
    assert f"removed network {network[:12]} {name}" in ran.out
    assert "" == docker("ps", "-aq", "--filter", f"id={container}")


def test_without_an_engine(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to clean, and why is said."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")

    ran = run("clean")

    assert 2 == ran.status
    assert ran.err.startswith("pcapflow: no container engine answers")


@pytest.mark.engine
def test_other_peoples_containers_stay(run: Callable[..., Ran]) -> None:
    """Only what carries the label is looked at."""
    container = docker("create", LAB)
    try:
        with cleaning():
            run("clean")

        seen = subprocess.run(["docker", "inspect", container], check=False, capture_output=True)
        assert 0 == seen.returncode
    finally:
        docker("rm", container)
