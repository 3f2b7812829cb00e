"""A column as an array, as text, and in comparisons."""

from __future__ import annotations

import numpy as np
import pytest

from pcapflow.errors import FieldError
from pcapflow.forms import Form
from pcapflow.table import Column

TTL = Column("ip.ttl", np.array([64, 0, 1], np.uint8), np.array([True, False, True]), Form.DECIMAL)
WHOLE = Column("ip.ttl", np.array([64, 1], np.uint8), np.broadcast_to(np.True_, 2), Form.DECIMAL)
DST = Column("eth.dst", np.array([[0xFF] * 6], np.uint8), np.array([True]), Form.MAC)


def test_what_is_absent_is_false_in_every_comparison() -> None:
    assert [True, False, True] == (TTL >= 0).tolist()
    assert [False, False, True] == (TTL != 64).tolist()


def test_without_a_fill_a_gap_is_an_error() -> None:
    with pytest.raises(FieldError, match="absent in 1 of 3 packets"):
        TTL.to_numpy()


def test_a_fill_stands_in_the_gaps() -> None:
    assert [64, 255, 1] == TTL.to_numpy(fill=255).tolist()
    assert [64, 255, 1] == TTL.to_numpy(fill="255").tolist()


def test_what_it_gives_cannot_be_written_through() -> None:
    with pytest.raises(ValueError, match="read-only"):
        WHOLE.to_numpy()[0] = 0


def test_text_is_empty_where_the_field_is_absent() -> None:
    assert ["64", "", "1"] == TTL.text()


def test_times_are_views() -> None:
    times = Column("t", np.array([7], np.int64), np.array([True]), Form.EPOCH)

    assert np.datetime64(7, "ns") == times.to_numpy()[0]
    assert np.shares_memory(times.values, times.to_numpy())


def test_two_columns_compare_packet_by_packet() -> None:
    other = Column("ipv6.hlim", np.array([64, 0, 2], np.uint8), np.array([True, True, True]), Form.DECIMAL)

    assert [True, False, False] == (TTL == other).tolist()
    assert [False, False, True] == (TTL != other).tolist()
    assert [False, False, True] == (TTL < other).tolist()


def test_columns_of_other_forms_or_lengths_do_not_compare() -> None:
    with pytest.raises(FieldError):
        TTL == DST  # noqa: B015  # the comparison itself raises
    with pytest.raises(FieldError):
        TTL == WHOLE  # noqa: B015  # see above


def test_addresses_have_no_order() -> None:
    with pytest.raises(FieldError, match="no order"):
        DST < "ff:ff:ff:ff:ff:ff"  # noqa: B015  # see above


def test_numpys_own_values_stand_on_either_side() -> None:
    mask = TTL.__lt__(np.int64(64)) | (np.int64(64) > TTL)

    assert [False, False, True] == mask.tolist()


def test_values_are_pythons() -> None:
    assert [64, None, 1] == [TTL[0], TTL[1], TTL[-1]]
    assert [64, None, 1] == [*TTL]
    assert "ff:ff:ff:ff:ff:ff" == DST[0]


def test_a_slice_is_no_index() -> None:
    with pytest.raises(TypeError):
        TTL[0:2]  # type: ignore[index]  # that is the test


def test_numpy_takes_it_for_an_array() -> None:
    assert np.uint8 == np.asarray(WHOLE).dtype
    assert 65 == np.asarray(WHOLE, np.int64).sum()


def test_it_shows_its_first_values() -> None:
    assert "<Column ip.ttl: 2 of 3 packets: 64, -, 1>" == repr(TTL)
