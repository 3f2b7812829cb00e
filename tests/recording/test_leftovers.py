from __future__ import annotations

import os
import socket
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from tests.recording.conftest import LAB, cleaning

from pcapflow.recording import _engines, _leftovers, _plan, clean, doctor
from pcapflow.recording._docker import Engine
from pcapflow.recording._values import Found

if TYPE_CHECKING:
    from collections.abc import Iterator


def found(owner: str, until: object) -> Found:
    return Found("container", "0123456789abcdef", LAB, "running", {_plan.OWNER: owner, _plan.UNTIL: str(until)})


HERE = socket.gethostname()
LATER = int(time.time()) + 3600


def ended_process() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


@pytest.mark.parametrize(
    ("host", "process", "until", "expected"),
    [
        ("here", "this", "later", True),
        ("here", "this", "0", False),
        ("here", "1", "later", True),
        ("elsewhere", "ended", "later", True),
        ("elsewhere", "1", "0", False),
        ("", "", "later", False),
        ("here", "x", "later", False),
        ("here", "this", "soon", False),
    ],
)
def test_whether_a_recording_is_under_way(host: str, process: str, until: str, expected: bool) -> None:
    """Here its process tells, elsewhere its limit; labels that say neither are nobody's."""
    processes = {"this": os.getpid(), "ended": ended_process()}
    owner = f"{HERE if host == 'here' else host}/{processes.get(process, process)}"

    assert expected == _leftovers._is_in_use(found(owner, LATER if until == "later" else until))


def test_a_recording_whose_process_has_ended_left_it() -> None:
    """Whatever its limit says."""
    assert not _leftovers._is_in_use(found(f"{HERE}/{ended_process()}", LATER))


def test_a_leftover_is_one_line() -> None:
    """Kind, short ID, name, state."""
    leftover = _leftovers.Leftover("image", "sha256:0123456789abcdef", "pcapflow/tcpdump:1", "438 MB", is_in_use=False)

    assert "image 0123456789ab pcapflow/tcpdump:1 438 MB" == str(leftover)


@pytest.fixture
def left() -> Iterator[tuple[str, str]]:
    """A container of a recording that has ended, and one of ours, which has not."""
    labels = {_plan.MANAGED: "true", _plan.UNTIL: str(LATER)}
    plan = _plan.Container("test", LAB, ("sleep", "60"), (), 60, "none")
    with cleaning(), Engine(_engines.find()) as engine:
        ids = []
        for process in (ended_process(), os.getpid()):
            ids.append(engine.create(plan, {**labels, _plan.OWNER: f"{HERE}/{process}"}))
            engine.start(ids[-1])
        yield ids[0], ids[1]
        engine.remove([item for item in engine.managed() if item.id in ids])


@pytest.mark.engine
def test_doctor_tells_and_clean_removes_what_was_left(left: tuple[str, str]) -> None:
    """A recording that is under way keeps its own; doctor changes nothing."""
    abandoned, in_use = left

    before = {item.id: item.is_in_use for item in doctor().leftovers}
    said: list[str] = []
    removed = [item.id for item in clean(say=said.append)]
    after = {item.id for item in doctor().leftovers}

    assert (False, True) == (before[abandoned], before[in_use])
    assert abandoned in removed
    assert in_use not in removed
    assert in_use in after
    assert any(line.startswith("removed container") for line in said)


@pytest.mark.engine
def test_doctor_tells_what_there_is() -> None:
    """Engine and bridge."""
    diagnosis = doctor()

    assert diagnosis.problem is None
    assert diagnosis.engine["version"]
    assert diagnosis.bridge is not None


def test_doctor_without_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a finding, not a failure."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")

    diagnosis = doctor()

    assert diagnosis.problem is not None
    assert "no container engine answers" in diagnosis.problem
    assert ("unix:///nowhere/docker.sock", "DOCKER_HOST") == (diagnosis.host, diagnosis.named_by)
