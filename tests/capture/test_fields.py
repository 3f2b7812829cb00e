"""The list of columns."""

from __future__ import annotations

import pcapflow as pf


def test_there_are_at_least_eighty_columns() -> None:
    assert len(pf.fields().fields) >= 80


def test_every_column_has_a_meaning() -> None:
    assert [] == [name for name, _, meaning in pf.fields().fields if not meaning]


def test_a_prefix_chooses() -> None:
    assert [("udp.length", "uint16", "Length")] == list(pf.fields("udp.len").fields)


def test_types_are_numpys_or_say_what_stands_there() -> None:
    types = {name: kind for name, kind, _ in pf.fields().fields}

    assert ("uint8", "bool", "IPv4 address") == (types["ip.ttl"], types["ip.flags.df"], types["ip.src"])


def test_times_say_in_which_units_they_are_compared() -> None:
    """A number is another unit than a text."""
    meanings = [meaning for _, _, meaning in pf.fields("frame.time").fields]

    assert 3 == len(meanings)
    assert all(meaning.endswith(": nanoseconds as a number, seconds as text") for meaning in meanings)


def test_it_shows_its_first_names() -> None:
    """Not all of some five hundred lines."""
    assert "<FieldList: 4 columns: udp.srcport, udp.dstport, udp.length, udp.checksum>" == repr(pf.fields("udp."))
    assert repr(pf.fields()).endswith(", ...>")
