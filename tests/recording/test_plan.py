from __future__ import annotations

import contextlib
import ipaddress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.errors import OptionError, PcapflowError
from pcapflow.recording import _plan

DEFAULTS: dict[str, Any] = {
    "count": 5,
    "interval": None,
    "iface": None,
    "tap": "auto",
    "filter": None,
    "network": None,
    "ipv6": False,
    "target": None,
    "client_image": "ubuntu:focal",
    "server_image": "nginx:stable",
    "helper_image": None,
    "publish": "auto",
    "keep": False,
    "timeout": None,
    "ping_arguments": (),
}


def request(**options: Any) -> _plan.Request:
    return _plan.request(**{**DEFAULTS, **options})


HOSTILE = [
    "-z/bin/sh",
    "-z",
    "--",
    "; id",
    "$(id)",
    "`id`",
    "eth0\n",
    "eth0 -w /etc/passwd",
    "eth0\0",
    "",
    "e" * 16,
    "../eth0",
    "eth0;reboot",
    "eth\u202e0",
    "é",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_interface(name: str) -> None:
    """What is no name of an interface is refused before anything runs."""
    with pytest.raises(OptionError, match="interface"):
        request(iface=name)


@pytest.mark.parametrize(
    "name", ["eth0", "docker0", "br-0123456789ab", "any", "eth0.100", "eth0:1", "wlx00c0caaf2bc0", "a@b"]
)
def test_interface(name: str) -> None:
    """Names that interfaces do have are taken."""
    assert name == request(iface=name).interface


@given(st.text())
def test_any_interface_is_taken_or_refused(name: str) -> None:
    """No text is a surprise, and one that is taken can be no option."""
    with contextlib.suppress(PcapflowError):
        assert not str(request(iface=name).interface).startswith("-")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"count": 0}, "at least one ping"),
        ({"count": 99999999999999999999}, "2147483647 are possible"),
        ({"count": 2147483647}, "longer than a year"),
        ({"interval": -1}, "0 to 3600"),
        ({"interval": float("nan")}, "0 to 3600"),
        ({"tap": "usb"}, "auto, host, netns"),
        ({"timeout": 0.5}, "at least one second"),
        ({"timeout": float("nan")}, "at least one second"),
        ({"timeout": float("inf")}, "31536000 are possible"),
        ({"timeout": 31536000.5}, "31536000 are possible"),
        ({"target": "example.org"}, "names are not looked up"),
        ({"target": "127.0.0.1"}, "ever sees"),
        ({"target": "::1"}, "ever sees"),
        ({"target": "0.0.0.0"}, "ever sees"),  # noqa: S104 - pinged, not bound
        ({"target": "192.0.2.1", "ipv6": True}, "is an IPv4 address"),
        ({"publish": "70000"}, "is no port"),
        ({"publish": "0"}, "is no port"),
        ({"publish": "localhost:80"}, "is no address"),
        ({"publish": "²"}, "is no port"),
        ({"client_image": "--privileged"}, "no name of an image"),
        ({"server_image": ""}, "no name of an image"),
        ({"helper_image": "a b"}, "no name of an image"),
        ({"filter": "icmp\0"}, "control character"),
        ({"ping_arguments": ["-c", "1\n"]}, "control character"),
    ],
)
def test_options_that_cannot_be_carried_out(options: dict[str, Any], words: str) -> None:
    """Each is one clear line that names the option."""
    with pytest.raises(OptionError, match=words) as caught:
        request(**options)

    assert 1 == len(str(caught.value).splitlines())


def test_the_largest_count_and_timeout() -> None:
    """Both are carried out as asked for."""
    largest = request(count=2147483647, timeout=31536000)

    assert (2147483647, 31536000) == (largest.count, largest.limit_s)


def test_a_filter_is_one_argument_after_the_options() -> None:
    """A filter that looks like an option, or like a command, is a filter all the same."""
    argv = _plan.tcpdump_argv("docker0", "-z/bin/true; $(id)")

    assert ("--", "-z/bin/true; $(id)") == argv[-2:]


def test_tcpdump_is_told_what_was_measured() -> None:
    """Without immediate mode a stop right after the ping writes no packet; nanoseconds, since replies take 30 us."""
    argv = _plan.tcpdump_argv("docker0", "icmp")

    assert {"-U", "--immediate-mode", "--time-stamp-precision=nano"} <= set(argv)
    assert "-p" not in argv
    assert "-y" not in argv


def test_all_interfaces_are_recorded_with_their_numbers() -> None:
    """Only LINUX_SLL2 says at which interface a packet was seen."""
    argv = _plan.tcpdump_argv("any", "icmp")

    assert "LINUX_SLL2" == argv[argv.index("-y") + 1]


def test_the_helper_may_as_little_as_was_measured() -> None:
    """Two capabilities, a read-only root, few processes; and SIGINT, on which tcpdump writes its counters."""
    helper = _plan.helper(request(), "image", network="host", interface="docker0", capture_filter="icmp")

    assert ("NET_RAW", "SETGID") == helper.rights
    assert helper.read_only
    assert 16 == helper.n_processes
    assert "SIGINT" == helper.stop_signal


def test_every_container_ends_by_itself() -> None:
    """The argument list of each runs under its limit, whoever is left to stop it."""
    asked = request(timeout=30)
    plans = [
        _plan.client(asked, "bridge"),
        _plan.server(asked, "bridge", entrypoint=["/entry"], command=["serve"]),
        _plan.helper(asked, "image", network="host", interface="docker0", capture_filter="icmp"),
        _plan.helper_maker("image", network="bridge", limit_s=30),
    ]

    assert ["timeout"] * 4 == [plan.command[0] for plan in plans]
    assert ["30"] * 4 == [plan.command[5] for plan in plans]


def test_what_is_kept_has_no_limit() -> None:
    """--keep leaves both ends running, and the helper not."""
    asked = request(keep=True)

    assert ("sleep", "infinity") == _plan.client(asked, "bridge").command
    assert "timeout" == _plan.helper(asked, "i", network="host", interface="lo", capture_filter="").command[0]


def test_the_default_limit_is_ample() -> None:
    """A thousand pings in as many seconds do not run into it."""
    assert request(count=1000).limit_s > 1000


def test_a_servers_command_is_its_images() -> None:
    """nginx's image starts by a script of its own."""
    server = _plan.server(
        request(), "bridge", entrypoint=["/docker-entrypoint.sh"], command=["nginx", "-g", "daemon off;"]
    )

    assert ("/docker-entrypoint.sh", "nginx", "-g", "daemon off;") == server.argv


@pytest.mark.parametrize("command", [[], ["bash"], ["/bin/sh"]])
def test_a_server_without_a_command_starts_nginx(command: list[str]) -> None:
    """A shell would end at once."""
    assert ("nginx", "-g", "daemon off;") == _plan.server(request(), "bridge", entrypoint=[], command=command).argv


def test_the_callers_arguments_for_ping_win() -> None:
    """They come after ours, where ping takes the last, and before the address."""
    argv = _plan.ping_argv(request(count=3, interval=0.01, ping_arguments=["-c", "7"]), ipaddress.ip_address("fd31::2"))

    assert ("ping", "-c", "3", "-i", "0.01", "-c", "7", "fd31::2") == argv


def test_without_an_interval_ping_takes_its_own() -> None:
    """One second, or what its arguments say."""
    assert "-i" not in _plan.ping_argv(request(), ipaddress.ip_address("192.0.2.1"))


def test_the_default_filter_has_the_addresses_of_both_ends() -> None:
    """Whatever concerns one of them: ARP, neighbour discovery, errors of routers."""
    addresses = [ipaddress.ip_address(text) for text in ("172.17.0.2", "fd31::2", "172.17.0.3")]

    assert "host 172.17.0.2 or host fd31::2 or host 172.17.0.3" == _plan.hosts_filter(addresses)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("auto", _plan.Publish("127.0.0.1", 8080, explicit=False)),
        ("none", None),
        (None, None),
        ("81", _plan.Publish("127.0.0.1", 81, explicit=True)),
        ("0.0.0.0:81", _plan.Publish("0.0.0.0", 81, explicit=True)),  # noqa: S104 - named by the caller
        ("[::1]:81", _plan.Publish("::1", 81, explicit=True)),
    ],
)
def test_where_the_port_is_published(text: str | None, expected: _plan.Publish | None) -> None:
    """On loopback, unless an address is named: Docker itself would take all addresses."""
    assert expected == _plan.published(text)


def test_with_a_target_nothing_is_published() -> None:
    """There is no server, then."""
    assert request(target="192.0.2.1", publish="8080").publish is None


def test_an_ipv6_target_is_pinged_over_ipv6() -> None:
    """The network must have it, then, too."""
    assert request(target="fd31::9").ipv6


def test_the_helpers_image_is_named_by_what_it_is_made_of() -> None:
    """Another base has another helper; the same has the same."""
    assert _plan.helper_image_name("sha256:1") == _plan.helper_image_name("sha256:1")
    assert _plan.helper_image_name("sha256:1") != _plan.helper_image_name("sha256:2")


@pytest.mark.parametrize(
    ("pcap", "others"),
    [
        ("bridge.pcap", ("bridge.ping.txt", "bridge.manifest.json", "bridge.incomplete.pcap")),
        ("BRIDGE.CAP", ("BRIDGE.ping.txt", "BRIDGE.manifest.json", "BRIDGE.incomplete.pcap")),
        ("run.1", ("run.1.ping.txt", "run.1.manifest.json", "run.1.incomplete.pcap")),
    ],
)
def test_the_files_of_a_recording_stand_beside_each_other(pcap: str, others: tuple[str, str, str]) -> None:
    """The endings of captures are taken off, others are part of the name."""
    names = _plan.output_names(Path("there", pcap))

    assert Path("there", pcap) == names.pcap
    assert [Path("there", name) for name in others] == [names.ping_text, names.manifest, names.incomplete]


def test_another_format_is_not_promised() -> None:
    """A recording is a classic pcap."""
    with pytest.raises(OptionError, match=r"name it a\.pcap"):
        _plan.output_names(Path("a.pcapng"))


def test_the_default_name_has_no_colon() -> None:
    """IPv6 addresses have, and file names must not everywhere."""
    stem = _plan.default_stem(ipaddress.ip_address("fd31::3"), ipaddress.ip_address("fd31::2"), "20250101T000000Z")

    assert "ping-fd31__3-fd31__2-20250101T000000Z" == stem
