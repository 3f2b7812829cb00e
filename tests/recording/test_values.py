from __future__ import annotations

import ipaddress

from pcapflow.recording._values import End, Image, Network, end_from

IMAGE = Image("nginx:stable", "sha256:1", None, (), ())
NETWORK = Network("bridge", "n1", "bridge", has_ipv6=False, bridge="docker0", subnets=("172.17.0.0/16",))

# The part of ``docker inspect`` that is read.
INSPECTED = {
    "Id": "c1",
    "Name": "/sleepy_thompson",
    "NetworkSettings": {
        "Networks": {"bridge": {"IPAddress": "172.17.0.3", "GlobalIPv6Address": "", "MacAddress": "02:42:ac:11:00:03"}}
    },
}


def test_an_end_is_what_the_engine_says() -> None:
    """The name without its slash, and only addresses that are there."""
    expected = End("c1", "sleepy_thompson", IMAGE, (ipaddress.ip_address("172.17.0.3"),), "02:42:ac:11:00:03")

    assert expected == end_from(INSPECTED, IMAGE, NETWORK)


def test_an_address_is_asked_for_by_family() -> None:
    """None where the network gives none."""
    end = end_from(INSPECTED, IMAGE, NETWORK)

    assert ipaddress.ip_address("172.17.0.3") == end.address(ipv6=False)
    assert end.address(ipv6=True) is None
