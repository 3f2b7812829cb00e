"""Carriers that are drawn mostly lead to what they carry, and sometimes elsewhere."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

import pcapflow as pf
from pcapflow.testing import _carriers, build

if TYPE_CHECKING:
    from collections.abc import Callable

N_DRAWN = 200
CARRIED = bytes.fromhex("4500001400000000400000000a0000010a000002")


def test_a_number_is_usually_the_one_that_leads_on() -> None:
    """In nine cases of ten or so."""
    dice = Random(1)  # noqa: S311 - test data, no secret

    n_right = sum(_carriers.usually(dice, 0x0800, 16) == 0x0800 for _ in range(1000))

    assert 850 < n_right < 950


@pytest.mark.parametrize("carrier", [_carriers.mpls, _carriers.ieee8021ad])
def test_tags_and_labels_mostly_lead_to_what_they_carry(carrier: Callable[..., tuple[int, bytes]]) -> None:
    """Not always: a decoder must be shown what leads nowhere, too."""
    dice = Random(2)  # noqa: S311 - test data, no secret
    drawn = [carrier(dice, (0x0800, CARRIED)) for _ in range(N_DRAWN)]

    frames = [bytes(12) + number.to_bytes(2, "big") + payload for number, payload in drawn]
    n_reached = int((pf.open(build.pcap(*frames))["ip.src"] == "10.0.0.1").sum())

    assert N_DRAWN // 2 < n_reached < N_DRAWN


def test_llc_carries_a_packet_or_anything_else() -> None:
    """By SNAP or by the number of IP itself."""
    dice = Random(3)  # noqa: S311 - test data, no secret
    drawn = [_carriers.llc(dice, (0x0800, CARRIED)) for _ in range(N_DRAWN)]

    frames = [bytes(12) + len(payload).to_bytes(2, "big") + payload for payload in drawn]
    cap = pf.open(build.pcap(*frames))

    assert int(cap["llc.dsap"].valid.sum()) == N_DRAWN
    assert N_DRAWN // 4 < int((cap["ip.src"] == "10.0.0.1").sum()) < N_DRAWN
