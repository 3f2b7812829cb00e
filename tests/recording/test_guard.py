from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from tests.recording.conftest import LAB, left_by

from pcapflow.recording._guard import DONE

pytestmark = pytest.mark.engine

# A recording that makes a container, does not start it, and waits: the engine has no limit for such a one.
HALF_WAY = f"""
import sys, time
from pcapflow.recording import _engines, _plan
from pcapflow.recording._docker import Engine
from pcapflow.recording._session import Session
with Engine(_engines.find()) as engine, Session(engine, limit_s=600, version="test") as session:
    engine.make_network("pcapflow-" + session.id, ipv6_subnet="fd00:9a4d::/64", labels=session.labels)
    session.create(_plan.Container("test", {LAB!r}, ("sleep", "60"), (), 600, "none"))
    print("made", flush=True)
    time.sleep(60)
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def test_what_a_killed_recording_made_is_removed() -> None:
    """Even a container that was never started, and a network, for which there is no limit."""
    recording = subprocess.Popen([sys.executable, "-c", HALF_WAY], stdout=subprocess.PIPE, text=True, env=environment())
    assert recording.stdout is not None
    assert "made\n" == recording.stdout.readline()
    assert 2 == len(left_by(recording.pid))

    recording.send_signal(signal.SIGKILL)
    recording.communicate()

    stop = time.monotonic() + 15
    while left_by(recording.pid) and time.monotonic() < stop:
        time.sleep(0.2)
    assert [] == left_by(recording.pid)


def test_a_guard_that_is_dismissed_ends_at_once() -> None:
    """It does not even look for an engine."""
    code = "from pcapflow.recording._guard import main; main('0123'); import sys; print('docker' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], input=DONE, capture_output=True, check=True, env=environment())

    assert b"False" == done.stdout.strip()
