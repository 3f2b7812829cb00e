"""The whole of a recording, on a real engine; the parts have their own tests."""

from __future__ import annotations

import json
import os
import re
import socket
import stat
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.recording.conftest import docker, left_by

from pcapflow.errors import EngineError, OptionError, OutputError, RecordingError
from pcapflow.files import open_capture
from pcapflow.recording import Recording, record

pytestmark = pytest.mark.engine


def n_packets(path: Path) -> int:
    with open_capture(path) as reader:
        n = sum(len(records) for records in reader)
        assert reader.damage is None
    return n


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("attempt", [1, 2, 3])
def test_a_recording_is_whole(attempt: int, lab: dict[str, Any], tmp_path: Path) -> None:
    """Each time: 20 replies printed, all in the file, tcpdump's count, three files, no container."""
    said: list[str] = []

    recording = record(**lab, count=20, output=tmp_path / f"{attempt}.pcap", say=said.append)

    assert "20 packets transmitted, 20 received" in recording.ping_text
    assert recording.pcap is not None
    assert recording.n_packets == n_packets(recording.pcap) >= 40
    assert recording.manifest["tcpdump"]["captured"] == recording.n_packets
    assert [f"{attempt}.manifest.json", f"{attempt}.pcap", f"{attempt}.ping.txt"] == names(tmp_path)
    assert [0o600] * 3 == [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()]
    assert [] == left_by(os.getpid())
    assert set(recording.ping_text.splitlines()) <= set(said)


@pytest.mark.tshark
def test_the_manifest_tells_what_was_made(lab: dict[str, Any], tmp_path: Path) -> None:
    """Its addresses, MACs and argument lists are those of the packets and of the text beside it."""
    recording = record(**lab, count=1, output=tmp_path / "a.pcap")

    manifest = json.loads((tmp_path / "a.manifest.json").read_text())
    assert recording.manifest == manifest
    assert 1 == manifest["format"]
    assert ("a.pcap", "a.ping.txt") == (manifest["capture"]["file"], manifest["ping"]["file"])
    assert ["ping", "-c", "1", "-i", "0.1", manifest["server"]["address"]] == manifest["ping"]["argv"]
    assert docker("image", "inspect", "-f", "{{.Id}}", lab["client_image"]) == manifest["client"]["image"]["id"]
    shown = subprocess.run(
        [
            "tshark",
            "-n",
            "-r",
            str(recording.pcap),
            "-Y",
            "icmp.type==8",
            "-T",
            "fields",
            "-e",
            "eth.src",
            "-e",
            "ip.dst",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    assert [manifest["client"]["mac"], manifest["server"]["address"]] == shown.stdout.split()
    assert (
        f"host {manifest['client']['address']} or host {manifest['server']['address']}"
        == manifest["tcpdump"]["argv"][-1]
    )
    assert 0 == manifest["tcpdump"]["dropped"]
    assert manifest["start"] < manifest["end"]


def test_in_the_network_of_the_server(lab: dict[str, Any], tmp_path: Path) -> None:
    """Where no bridge is visible, the server's own interface shows the same packets."""
    recording = record(**lab, count=3, tap="netns", output=tmp_path / "a.pcap")

    assert {"kind": "netns", "interface": "eth0"} == recording.manifest["tap"]
    assert recording.n_packets >= 6


def test_ipv6_needs_no_network_by_the_user(lab: dict[str, Any], tmp_path: Path) -> None:
    """One is made, and removed."""
    recording = record(**lab, count=2, ipv6=True, output=tmp_path / "a.pcap")

    assert recording.manifest["server"]["address"].startswith("fd")
    assert "2 received" in recording.ping_text
    assert [] == left_by(os.getpid())


def test_every_interface(lab: dict[str, Any], tmp_path: Path) -> None:
    """Each echo packet is seen at both ends' interfaces at least."""
    recording = record(**lab, count=2, iface="any", output=tmp_path / "a.pcap")

    assert recording.n_packets >= 8
    assert "LINUX_SLL2" in recording.manifest["tcpdump"]["argv"]


def test_pings_in_quick_succession_are_recorded_whole(lab: dict[str, Any], tmp_path: Path) -> None:
    """A thousand packets in a second find room in the kernel's buffer; in tcpdump's own default, some would not."""
    recording = record(**{**lab, "interval": 0.002}, count=500, output=tmp_path / "a.pcap")

    assert "500 received" in recording.ping_text
    assert recording.n_packets >= 1000


def test_a_target_of_the_callers(lab: dict[str, Any], tmp_path: Path) -> None:
    """No server is started, and the manifest's server is the address alone."""
    gateway = docker("network", "inspect", "bridge", "-f", "{{(index .IPAM.Config 0).Gateway}}") or "172.17.0.1"

    recording = record(**lab, count=1, target=gateway, output=tmp_path / "a.pcap")

    assert {"address": gateway} == recording.manifest["server"]


def test_who_pings_himself_is_told_why_not(lab: dict[str, Any], tmp_path: Path) -> None:
    """The address is known only once the client runs; it is removed, and nothing is written."""
    network = f"pcapflow-test-{os.getpid()}"
    docker("network", "create", "--subnet", "172.31.7.0/29", network)
    try:
        with pytest.raises(OptionError, match=r"172\.31\.7\.2: is the client itself; .* no bridge ever sees it"):
            record(**lab, network=network, target="172.31.7.2", output=tmp_path / "a.pcap")
    finally:
        docker("network", "rm", network)

    assert [] == names(tmp_path)
    assert [] == left_by(os.getpid())


def test_the_server_has_answered_before_the_capture(lab: dict[str, Any], tmp_path: Path) -> None:
    """Its published port was asked; none of that is in the file, and the manifest says so."""
    lab["publish"] = "auto"

    recording = record(**lab, count=1, output=tmp_path / "a.pcap")

    assert "127.0.0.1" == recording.manifest["server"]["published"]["address"]
    assert any("answered HTTP before" in note for note in recording.manifest["notes"])
    # One ping, and an ARP pair at most for each direction.
    assert recording.n_packets <= 6


def test_a_port_that_is_taken_is_given_up(lab: dict[str, Any], tmp_path: Path) -> None:
    """Unless it was named: then it is an error."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        lab["publish"] = str(taken.getsockname()[1])
        with pytest.raises(EngineError, match="the port is in use"):
            record(**lab, count=1, output=tmp_path / "a.pcap")

    assert [] == left_by(os.getpid())


def test_pulled_installed_and_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On bare images from a registry: pulled, ping installed in the client, the helper made from the server's image."""
    client, server = "127.0.0.1:5055/ubuntu:focal", "127.0.0.1:5055/nginx:stable"
    subprocess.run(["docker", "rmi", client], check=False, capture_output=True)
    said: list[str] = []
    options: dict[str, Any] = {"client_image": client, "server_image": server, "interval": 0.1, "publish": "none"}
    monkeypatch.chdir(tmp_path)

    first = record(**options, count=2, say=said.append)
    again = time.monotonic()
    record(**options, count=2, output="again.pcap")

    assert f"pulling {client}" in said
    assert first.manifest["client"]["image"]["digest"].startswith("127.0.0.1:5055/ubuntu@sha256:")
    assert "2 received" in first.ping_text
    assert re.fullmatch(r"pcapflow/tcpdump:[0-9a-f]{12}", first.manifest["tcpdump"]["image"]["name"])
    assert first.pcap is not None
    assert re.fullmatch(r"ping-[\d.]+-[\d.]+-\d{8}T\d{6}Z\.pcap", first.pcap.name)
    assert time.monotonic() - again < 60


HOSTILE_FILTERS = [
    "-z/bin/sh",
    "-z /bin/sh",
    "-w/tmp/pcapflow-was-here",
    "-F/etc/passwd",
    "--version",
    "; touch /tmp/pcapflow-was-here",
    "$(touch /tmp/pcapflow-was-here)",
    "`touch /tmp/pcapflow-was-here`",
    "icmp | touch /tmp/pcapflow-was-here",
    "icmp && touch /tmp/pcapflow-was-here",
    "icmp > /tmp/pcapflow-was-here",
    "icmp' touch '/tmp/pcapflow-was-here",
    "icmp\ntouch /tmp/pcapflow-was-here",
    "%s%s%n",
    "(" * 3,
]


@pytest.mark.parametrize("number", range(len(HOSTILE_FILTERS)))
def test_a_hostile_filter_is_a_filter(number: int, lab: dict[str, Any], tmp_path: Path) -> None:
    """It is refused by us or by tcpdump's parser, runs nothing, and leaves nothing."""
    with pytest.raises((OptionError, EngineError)) as caught:
        record(**lab, count=1, filter=HOSTILE_FILTERS[number], output=tmp_path / "a.pcap")

    assert 1 == len(str(caught.value).splitlines())
    assert not Path("/tmp/pcapflow-was-here").exists()  # noqa: S108 - the name that the filters try to make
    assert [] == names(tmp_path)
    assert [] == left_by(os.getpid())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"iface": "nosuch0"}, "nosuch0: No such device"),
        ({"client_image": "127.0.0.1:5055/nosuch:1"}, "there is none of this name"),
        ({"client_image": "127.0.0.1:1/ubuntu:focal"}, "its registry does not answer"),
        ({"client_image": "pcapflow-lab-noapt:1"}, "has neither ping nor apt-get .* --client-image"),
        (
            {"server_image": "pcapflow-lab-noapt:1", "helper_image": None},
            "has neither tcpdump nor apt-get .* --helper-image",
        ),
        ({"server_image": "pcapflow-lab-noapt:1"}, "the server ended"),
        ({"helper_image": "pcapflow-lab-noapt:1"}, "failed to run command 'tcpdump'"),
        ({"network": "nosuch"}, "network nosuch: the engine has none"),
        ({"network": "host"}, "network host: is of kind host"),
        ({"network": "bridge", "ipv6": True}, "network bridge: has no IPv6"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    options: dict[str, Any], words: str, lab: dict[str, Any], tmp_path: Path
) -> None:
    """Each names what is wrong and what to do; no file and no container is left."""
    with pytest.raises(EngineError, match=words) as caught:
        record(**{**lab, **options}, count=1, output=tmp_path / "a.pcap")

    assert 1 == len(str(caught.value).splitlines())
    assert [] == names(tmp_path)
    assert [] == left_by(os.getpid())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"filter": "tcp port 9"}, "no packet passed the filter"),
        ({"iface": "lo"}, "ping printed 1 replies that the file does not have"),
        ({"ping_arguments": ["--nosuch"]}, "ping could not run"),
        ({"count": 50, "timeout": 2}, "ping did not end within 2 s"),
    ],
)
def test_what_is_not_whole_is_not_called_a_recording(
    options: dict[str, Any], words: str, lab: dict[str, Any], tmp_path: Path
) -> None:
    """What there is keeps its incomplete name."""
    with pytest.raises(RecordingError, match=words):
        record(**{**lab, "count": 1, **options}, output=tmp_path / "a.pcap")

    assert ["a.incomplete.pcap"] == names(tmp_path)
    assert [] == left_by(os.getpid())


def test_a_helper_that_is_killed(lab: dict[str, Any], tmp_path: Path) -> None:
    """The ping goes on; the recording does not claim to be whole."""

    def kill_helper(line: str) -> None:
        if "icmp_seq=3" in line:
            ids = docker(
                "ps", "-q", "--filter", "label=pcapflow.role=helper", "--filter", "label=pcapflow.managed"
            ).split()
            for name in ids:
                if name in left_by(os.getpid()):
                    docker("kill", name)

    with pytest.raises(RecordingError, match="tcpdump ended before the ping did"):
        record(**lab, count=30, output=tmp_path / "a.pcap", say=kill_helper)

    assert n_packets(tmp_path / "a.incomplete.pcap") >= 2


def test_outputs_are_looked_at_before_anything_is_started(lab: dict[str, Any], tmp_path: Path) -> None:
    """All four names."""
    for name in ("a.pcap", "a.ping.txt", "a.manifest.json", "a.incomplete.pcap"):
        (tmp_path / name).touch()
        said: list[str] = []
        with pytest.raises(OutputError, match=re.escape(name)):
            record(**lab, output=tmp_path / "a.pcap", say=said.append)
        assert [] == said
        (tmp_path / name).unlink()


def test_a_file_that_appears_meanwhile_is_not_replaced(lab: dict[str, Any], tmp_path: Path) -> None:
    """All or none: the text that cannot be written takes the capture with it."""

    def appear(line: str) -> None:
        if "ping statistics" in line:
            (tmp_path / "a.pcap").write_text("theirs")

    with pytest.raises(OutputError, match="exists already"):
        record(**lab, count=1, output=tmp_path / "a.pcap", say=appear)

    assert ["a.incomplete.pcap", "a.pcap"] == names(tmp_path)
    assert "theirs" == (tmp_path / "a.pcap").read_text()


def test_in_a_thread(lab: dict[str, Any], tmp_path: Path) -> None:
    """Signals are the main thread's, and recordings need not be."""
    made: list[Recording] = []
    thread = threading.Thread(target=lambda: made.append(record(**lab, count=1, output=tmp_path / "a.pcap")))

    thread.start()
    thread.join(60)

    assert 1 == len(made)


def refused(code: str, **environment: str) -> str:
    """What a program says that tries to record."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **environment},
    )
    assert 1 == done.returncode
    return done.stderr.splitlines()[-1]


RECORD = "from pcapflow.recording import record; record(output='-')"


def test_no_engine(tmp_path: Path) -> None:
    """No socket there."""
    assert "no container engine answers" in refused(RECORD, DOCKER_HOST=f"unix://{tmp_path}/none.sock")


def test_an_engine_that_is_stopped(tmp_path: Path) -> None:
    """It accepts the connection and says nothing; within 10 seconds that is an error."""
    with closing(socket.socket(socket.AF_UNIX)) as mute:
        mute.bind(str(tmp_path / "mute.sock"))
        mute.listen()
        begin = time.monotonic()
        said = refused(RECORD, DOCKER_HOST=f"unix://{tmp_path}/mute.sock")

    assert "does not answer in time" in said
    assert time.monotonic() - begin < 10


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_socket_that_refuses_the_user() -> None:
    """Who is not in the docker group is told of it, and of sudo."""
    # Everything is imported before, since nobody may not read this folder.
    become = "import docker, pcapflow.recording._experiment, os; os.setgroups([]); os.setgid(65534); os.setuid(65534); "

    said = refused(become + RECORD, DOCKER_CONFIG="/nowhere")

    assert "docker group" in said
    assert "sudo" in said


def test_an_engine_behind_a_context_only(lab: dict[str, Any], tmp_path: Path) -> None:
    """Where `docker` works by a context, so does this."""
    (tmp_path / "engine.sock").symlink_to("/var/run/docker.sock")
    environment = {"DOCKER_CONFIG": str(tmp_path / "config"), "DOCKER_CONTEXT": "", "DOCKER_HOST": ""}
    made = ["docker", "context", "create", "elsewhere", "--docker", f"host=unix://{tmp_path}/engine.sock"]
    subprocess.run(made, check=True, capture_output=True, env={"PATH": os.environ["PATH"], **environment})
    options = {**lab, "count": 1, "output": "a.pcap"}
    code = f"from pcapflow.recording import doctor, record; print(doctor().host); record(**{options!r})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            **environment,
            "DOCKER_CONTEXT": "elsewhere",
        },
    )

    assert f"unix://{tmp_path}/engine.sock" == done.stdout.strip()
    assert (tmp_path / "a.pcap").exists()
