"""The second decoder: the same values under the same names."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import _second_decoder as second
from pcapflow.errors import PacketError
from pcapflow.layers import tables
from pcapflow.packets import dpkt_values
from pcapflow.packets._dpkt._values import _FIELDS
from pcapflow.testing import build


def test_a_pings_fields() -> None:
    values = dpkt_values(1, build.ping(seq=7, ident=0x1234).data)

    assert ["02:42:ac:11:00:02"] == values["eth.src"]
    assert (["172.17.0.2"], ["64"], ["1"]) == (values["ip.src"], values["ip.ttl"], values["ip.flags.df"])
    assert (["8"], ["4660"], ["7"]) == (values["icmp.type"], values["icmp.ident"], values["icmp.seq"])


def test_values_go_inwards() -> None:
    """What an error quotes comes second."""
    error = build.icmp_error(build.ipv4(build.udp(), ttl=1))

    assert ["64", "1"] == dpkt_values(1, build.ethernet(build.ipv4(error)))["ip.ttl"]


def test_every_name_is_a_columns() -> None:
    named = {column for columns in _FIELDS.values() for column in columns}

    assert set() == named - tables().schema.columns.keys()


def test_what_dpkt_gives_up_on_is_refused() -> None:
    with pytest.raises(PacketError):
        dpkt_values(1, b"abc")


@given(st.sampled_from(sorted(second.LINKTYPES)), st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(linktype: int, data: bytes) -> None:
    with contextlib.suppress(PacketError):
        assert all(dpkt_values(linktype, data).values())
