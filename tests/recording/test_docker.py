from __future__ import annotations

import json
import os
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from tests.recording.conftest import LAB, docker, left_by

from pcapflow.errors import EngineError
from pcapflow.recording import _engines, _plan, record
from pcapflow.recording._docker import Engine, Output
from pcapflow.recording._refusals import MissingError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.engine

LABELS = {_plan.MANAGED: "true", _plan.OWNER: f"test/{os.getpid()}"}


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine(_engines.find()) as connected:
        yield connected
        connected.remove([item for item in connected.managed() if item.labels.get(_plan.OWNER) == LABELS[_plan.OWNER]])


def plan(*argv: str, **more: Any) -> _plan.Container:
    return _plan.Container(
        **{"role": "test", "image": LAB, "argv": argv, "rights": (), "limit_s": 20, "network": "none", **more}
    )


def started(engine: Engine, plan: _plan.Container) -> tuple[str, Output, str]:
    container_id = engine.create(plan, LABELS)
    created = engine.inspect(container_id)["Created"]
    output = engine.attach(container_id)
    engine.start(container_id)
    return container_id, output, created


def read(output: Output) -> tuple[bytes, bytes]:
    pieces = list(output.pieces(time.monotonic() + 20))
    return b"".join(out for out, _ in pieces), b"".join(err for _, err in pieces)


@pytest.mark.parametrize("tap", ["host", "netns"])
def test_the_helper_has_no_right_too_many(tap: str, tmp_path: Path) -> None:
    """As the engine tells it of the running container, and as the kernel tells it of the process."""
    seen: list[dict[str, Any]] = []
    status: list[str] = []

    def look(line: str) -> None:
        if "icmp_seq=2" in line:
            for name in docker("ps", "-q", "--filter", "label=pcapflow.role=helper").split():
                if name in left_by(os.getpid()):
                    seen.extend(json.loads(docker("inspect", name)))
                    status.append(docker("exec", name, "cat", "/proc/1/status"))

    images: dict[str, Any] = {"client_image": LAB, "server_image": LAB, "helper_image": LAB}
    record(**images, publish="none", count=10, interval=0.2, tap=tap, output=tmp_path / "a.pcap", say=look)

    (helper,) = seen
    host = helper["HostConfig"]
    assert {"NET_RAW", "SETUID", "SETGID"} >= set(host["CapAdd"])
    assert ["ALL"] == host["CapDrop"]
    assert (True, False, True) == (host["ReadonlyRootfs"], host["Privileged"], host["AutoRemove"])
    assert (None, [], []) == (host["Binds"], helper["Mounts"], host["Devices"] or [])
    assert ["no-new-privileges"] == host["SecurityOpt"]
    assert 0 < host["PidsLimit"] <= 16
    assert 0 < host["Memory"] <= 256 << 20
    assert "timeout" == helper["Config"]["Entrypoint"][0]
    # Bits of <linux/capability.h>: SETGID is 6, NET_RAW 13.
    (effective,) = re.findall(r"CapEff:\s*(\w+)", status[0])
    assert 1 << 6 | 1 << 13 == int(effective, 16)
    assert ["1"] == re.findall(r"NoNewPrivs:\s*(\d)", status[0])


def test_binary_output_comes_as_it_is(engine: Engine) -> None:
    """Every byte, and standard error apart from it."""
    _, output, _ = started(engine, plan("sh", "-c", r"printf '\000\r\n\377\012'; printf 'err' >&2"))

    assert (b"\x00\r\n\xff\n", b"err") == read(output)


def test_the_exit_status_of_what_is_gone(engine: Engine) -> None:
    """The engine has removed the container, and still tells how it ended."""
    container_id, output, created = started(engine, plan("sh", "-c", "exit 7"))
    read(output)

    assert 7 == engine.exit_status(container_id, created)


def test_a_container_ends_at_its_limit(engine: Engine) -> None:
    """And the engine removes it."""
    container_id, output, created = started(engine, plan("sleep", "60", limit_s=1))
    read(output)

    assert 124 == engine.exit_status(container_id, created)
    stop = time.monotonic() + 5
    while engine.inspect(container_id) and time.monotonic() < stop:
        time.sleep(0.05)
    assert {} == engine.inspect(container_id)


def test_waiting_has_an_end(engine: Engine) -> None:
    """An engine that says nothing more is given up."""
    _, output, _ = started(engine, plan("sleep", "10"))

    with pytest.raises(EngineError, match="time limit"):
        list(output.pieces(time.monotonic() + 0.2))


def test_a_program_in_a_container(engine: Engine) -> None:
    """What it prints, with its environment, and its exit status."""
    container_id, _, _ = started(engine, plan("sleep", "10"))

    run_id, output = engine.run(container_id, ("sh", "-c", "echo $LC_ALL; exit 3"), {"LC_ALL": "C"})

    assert (b"C\n", b"") == read(output)
    assert 3 == engine.exit_status_of_run(run_id)


def test_a_signal_for_what_has_ended_is_no_error(engine: Engine) -> None:
    """It came too late, and that is all."""
    container_id, output, _ = started(engine, plan("true"))
    read(output)

    engine.signal(container_id, "SIGINT")


def test_what_is_not_there(engine: Engine) -> None:
    """None for images and networks, nothing for containers."""
    assert engine.image("pcapflow-nosuch:1") is None
    assert engine.network("pcapflow-nosuch") is None
    assert {} == engine.inspect("0123456789ab")


def test_what_the_engine_refuses_is_one_line(engine: Engine) -> None:
    """In its own words."""
    container_id = engine.create(plan("/nosuch", limit_s=None), LABELS)

    with pytest.raises(RefusedError, match="/nosuch") as caught:
        engine.start(container_id)

    assert 1 == len(str(caught.value).splitlines())


def test_an_image_that_is_missing_is_told_apart(engine: Engine) -> None:
    """Who asks may pull it."""
    with pytest.raises(MissingError):
        engine.create(plan("true", image="pcapflow-nosuch:1"), LABELS)


def test_removing_what_is_going_anyway(engine: Engine) -> None:
    """The engine may remove it at the same time; what counts is that it is gone."""
    container_id, output, _ = started(engine, plan("true"))
    found = [item for item in engine.managed() if item.id == container_id]
    read(output)

    engine.remove(found)

    assert {} == engine.inspect(container_id)


def test_networks_are_removed_after_their_containers(engine: Engine) -> None:
    """The other way round the engine refuses."""
    name = f"pcapflow-test-docker-{os.getpid()}"
    engine.make_network(name, ipv6_subnet="fd00:7e57::/64", labels=LABELS)
    container_id, _, _ = started(engine, plan("sleep", "10", network=name))
    network = engine.network(name)
    assert network is not None
    assert network.has_ipv6
    assert f"br-{network.id[:12]}" == network.bridge

    engine.remove([item for item in engine.managed() if item.id in (network.id, container_id)])

    assert engine.network(name) is None


def test_the_engine_tells_what_it_is(engine: Engine) -> None:
    """As ``docker version`` does."""
    assert docker("version", "-f", "{{.Server.Version}}") == engine.version()["version"]


def test_progress_of_a_pull(engine: Engine) -> None:
    """The last word is an empty one, which wipes the line."""
    said: list[str] = []
    engine.pull("127.0.0.1:5055/ubuntu:focal", said.append)

    assert "" == said[-1]
    assert docker("images", "-q", "127.0.0.1:5055/ubuntu:focal")
