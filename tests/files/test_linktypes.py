"""Numbers of link types."""

from __future__ import annotations

import pytest

from pcapflow.files._linktypes import most_bytes_of, registered


@pytest.mark.parametrize(("written", "number"), [(12, 101), (14, 101), (11, 100), (1, 1), (101, 101), (276, 276)])
def test_numbers_of_systems_become_the_registrys(written: int, number: int) -> None:
    """DLT_RAW is 12 or 14, by the system that wrote the file; the registry says 101."""
    assert number == registered(written)


@pytest.mark.parametrize(("linktype", "most_bytes"), [(1, 262_144), (249, 134_217_728), (279, 33_554_432)])
def test_usb_has_longer_packets_than_ethernet(linktype: int, most_bytes: int) -> None:
    """The limit of a packet depends on its link type."""
    assert most_bytes == most_bytes_of(linktype)
