"""What dpkt reads in a DHCP message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Values = Callable[[bytes, str, int], dict[str, list[object]]]


HEAD = (
    b"\x01\x01\x06\x00"
    + bytes(8)
    + b"\x0a\x00\x00\x07"
    + bytes(12)
    + b"\x02\x42\xac\x11\x00\x02"
    + bytes(202)
    + b"\x63\x82\x53\x63"
)


def test_the_fixed_part(values_of: Values) -> None:
    values = values_of(HEAD + b"\xff", "udp", 67)

    assert ([1], ["02:42:ac:11:00:02"]) == (values["dhcp.type"], values["dhcp.hw.mac_addr"])
    assert ["10.0.0.7"] == values["dhcp.ip.client"]


def test_options(values_of: Values) -> None:
    values = values_of(HEAD + b"\x35\x01\x01\x0c\x04host\x03\x08\x0a\0\0\x01\x0a\0\0\x02\xff", "udp", 67)

    assert [53, 12, 3] == values["dhcp.option.type"]
    assert ([1], ["host"]) == (values["dhcp.option.dhcp"], values["dhcp.option.hostname"])
    assert ["10.0.0.1", "10.0.0.2"] == values["dhcp.option.router"]


def test_an_option_without_a_name_is_bytes(values_of: Values) -> None:
    assert ["6162"] == values_of(HEAD + b"\xe0\x02ab\xff", "udp", 67)["dhcp.option.value"]


def test_an_address_of_another_length_is_bytes(values_of: Values) -> None:
    assert ["0a0000"] == values_of(HEAD + b"\x36\x03\x0a\0\0\xff", "udp", 67)["dhcp.option.dhcp_server_id"]
