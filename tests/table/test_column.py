"""A column as an array, as text, and in comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pcapflow.errors import FieldError
from pcapflow.forms import Form
from pcapflow.table import Column

if TYPE_CHECKING:
    import numpy.typing as npt

TTL = Column("ip.ttl", np.array([64, 0, 1], np.uint8), np.array([True, False, True]), Form.DECIMAL)
WHOLE = Column("ip.ttl", np.array([64, 1], np.uint8), np.broadcast_to(np.True_, 2), Form.DECIMAL)
SYN = Column("syn", np.array([True, False, True, False]), np.array([True, True, False, False]), Form.BOOLEAN)
SYN_ABSENT = Column("syn", np.array([False]), np.array([False]), Form.BOOLEAN)
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


@pytest.mark.parametrize(
    ("fill", "dtype"),
    [
        (0, np.uint8),
        (255, np.uint8),
        (np.int64(7), np.uint8),
        (True, np.uint8),
        ("7", np.uint8),
        (300, np.uint16),
        ("300", np.uint16),
        (-1, np.int16),
        (-70_000, np.int32),
        (1.7, np.float64),
        (float("nan"), np.float64),
    ],
    ids=repr,
)
def test_a_fill_makes_the_type_as_wide_as_it_must_be(fill: object, dtype: type) -> None:
    """Whether a packet lacks the field or none does, and it can be written to."""
    for column in (TTL, WHOLE):
        filled = column.to_numpy(fill=fill)

        assert dtype == filled.dtype
        assert filled.flags.writeable
        assert column.values.tolist()[0] == filled[0]
        assert not np.shares_memory(filled, column.values)
    np.testing.assert_equal(float(fill), TTL.to_numpy(fill=fill)[1].astype(float))  # type: ignore[arg-type]  # each is a number or its text


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize(
    ("values", "form", "fill"),
    [
        (np.array([1], np.uint64), Form.DECIMAL, -1),
        (np.array([1], np.uint64), Form.DECIMAL, float("nan")),
        (np.array([1], np.int64), Form.DECIMAL, 1.5),
        (np.array([1], np.uint8), Form.DECIMAL, 1 << 64),
        (np.array([1], np.uint8), Form.DECIMAL, "x"),
        (np.array([1], np.uint8), Form.DECIMAL, np.array([1], np.uint8)),
        (np.array([1], np.int64), Form.EPOCH, 1 << 63),
        (np.array([1], np.int64), Form.EPOCH, float("nan")),
        (np.zeros((1, 4), np.uint8), Form.IPV4, 0),
        (np.array([""], object), Form.TEXT, 0),
    ],
    ids=repr,
)
def test_a_fill_that_no_type_holds_is_refused(
    values: npt.NDArray[np.generic], form: Form, fill: object, there: bool
) -> None:
    """Whether it would be needed or not."""
    with pytest.raises(FieldError):
        Column("x.y", values, np.array([there]), form).to_numpy(fill=fill)


def test_every_form_has_its_fill() -> None:
    """An address, a text, a truth value, a time; times may be none."""
    absent = np.array([False])
    time = Column("t", np.array([7], np.int64), absent, Form.EPOCH)

    assert [[10, 0, 0, 1]] == Column("a", np.zeros((1, 4), np.uint8), absent, Form.IPV4).to_numpy("10.0.0.1").tolist()
    assert ["-"] == Column("b", np.array([""], object), absent, Form.TEXT).to_numpy(fill="-").tolist()
    assert [True] == SYN_ABSENT.to_numpy(fill=1).tolist() == SYN_ABSENT.to_numpy(fill=True).tolist()
    assert bool == SYN_ABSENT.to_numpy(fill=False).dtype
    assert [-1] == SYN_ABSENT.to_numpy(fill=-1).tolist()
    assert np.datetime64(5, "ns") == time.to_numpy(fill=5)[0]
    assert np.isnat(time.to_numpy(fill=np.datetime64("NaT"))[0])


def test_what_it_gives_cannot_be_written_through() -> None:
    for array in (WHOLE.to_numpy(), WHOLE.values, WHOLE.valid, TTL.valid):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_what_it_was_made_of_is_left_alone() -> None:
    """A user's own array stays as it was."""
    values = np.array([1, 2])
    Column("x", values, np.array([True, True]), Form.DECIMAL)

    values[0] = 3


def test_truth_values_go_together_as_masks_do() -> None:
    """With masks on either side, and with each other; what is absent is neither true nor false."""
    mask = np.array([True, True, False, True])

    assert [True, False, False, False] == (SYN & mask).tolist() == (mask & SYN).tolist()
    assert [True, True, False, True] == (SYN | mask).tolist() == (mask | SYN).tolist()
    assert [False, True, False, True] == (SYN ^ mask).tolist() == (mask ^ SYN).tolist()
    assert [False, True, False, False] == (~SYN).tolist() == (SYN == False).tolist()  # noqa: E712  # columns compare
    assert [True, False, False, False] == (SYN & SYN).tolist() == SYN.mask().tolist()


def test_what_is_no_truth_value_goes_together_with_nothing() -> None:
    """Numbers, masks of another length, what merely broadcasts."""
    for wrong in (TTL, np.array([True]), np.zeros(4, np.uint8), True, 1):
        with pytest.raises(FieldError):
            SYN & wrong
    with pytest.raises(FieldError, match="a mask is made of truth values"):
        ~TTL  # noqa: B018  # the operator itself raises


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
