"""What a column may be compared with."""

from __future__ import annotations

import datetime
import ipaddress
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pcapflow.errors import FieldError
from pcapflow.forms import Form
from pcapflow.table import Column

if TYPE_CHECKING:
    import numpy.typing as npt

ALL = np.broadcast_to(np.True_, 2)
SRC = Column("ip.src", np.array([[10, 0, 0, 1], [5, 5, 5, 5]], np.uint8), ALL, Form.IPV4)
TTL = Column("ip.ttl", np.array([64, 1], np.uint8), ALL, Form.DECIMAL)
TIME = Column("frame.time_epoch", np.array([1_500_000_000, 10**18], np.int64), ALL, Form.EPOCH)
DELTA = Column("frame.time_delta", np.array([-35_000, 1_000_000], np.int64), ALL, Form.DURATION)
PROTOCOLS = Column("frame.protocols", np.array(["eth", "eth:arp"]), ALL, Form.TEXT)


def mask(found: npt.NDArray[np.bool_]) -> list[bool]:
    return [bool(each) for each in found]


@pytest.mark.parametrize("address", ["10.0.0.1", bytes([10, 0, 0, 1]), ipaddress.ip_address("10.0.0.1")], ids=repr)
def test_an_address_is_text_or_bytes_or_an_address(address: object) -> None:
    assert [True, False] == mask(SRC == address)
    assert [False, True] == mask(SRC != address)


@pytest.mark.parametrize(
    "other", [5, b"\x05", b"12345", None, ipaddress.ip_address("::1"), 1.5, "10.0.0.256"], ids=repr
)
def test_what_is_no_address_of_this_kind_is_refused(other: object) -> None:
    with pytest.raises(FieldError):
        SRC == other  # noqa: B015  # the comparison itself raises


@pytest.mark.parametrize("value", [64, 64.0, np.uint8(64), "64"], ids=repr)
def test_a_number_is_a_number_or_its_text(value: object) -> None:
    assert [True, False] == mask(TTL == value)


@pytest.mark.parametrize("other", [np.datetime64(64, "ns"), np.timedelta64(64, "ns"), b"@", None, [64, 1]], ids=repr)
def test_what_is_no_number_is_refused(other: object) -> None:
    with pytest.raises(FieldError):
        TTL == other  # noqa: B015  # see above


@pytest.mark.parametrize(
    "moment",
    [
        np.datetime64("1970-01-01T00:00:02"),
        np.datetime64(2_000, "ms"),
        datetime.datetime(1970, 1, 1, 0, 0, 2, tzinfo=datetime.UTC),
        "1970-01-01T00:00:02",
        "1970-01-01T00:00:02Z",
        "1970-01-01 00:00:02.000000000 UTC",
        "1970-01-01T02:00:02+02:00",
        "1969-12-31T18:30:02.0-0530",
        "2.0",
        2_000_000_000,
    ],
    ids=repr,
)
def test_a_moment_is_written_in_many_ways(moment: object) -> None:
    assert [True, False] == mask(TIME < moment)


def test_a_date_is_exact_to_the_nanosecond() -> None:
    """In every zone."""
    at = Column("frame.time_epoch", np.array([1_795_515_694_123_456_789] * 2, np.int64), ALL, Form.EPOCH)

    assert [True, True] == mask(at == "2026-11-24 10:21:34.123456789 UTC")
    assert [True, True] == mask(at == "2026-11-24T12:21:34.123456789+02:00")
    assert [True, True] == mask(at > "2026-11-24T10:21:34.123456788Z")


@pytest.mark.parametrize(
    "text", ["2026-13-24", "2026-11-24Z", "2026-11-24T10:21:34+24:00", "2026-11-24T10:21:34.0123456789Z", "-", "NaT"]
)
def test_a_date_that_is_none_is_refused_with_what_would_be_one(text: str) -> None:
    """Ten digits are more than a nanosecond tells apart."""
    with pytest.raises(FieldError, match=r"frame.time_epoch: '.*' is no time: .* a date \('2026-11-24T10:21:34Z'\)"):
        TIME < text  # noqa: B015  # see above


@pytest.mark.parametrize("moment", ["2500-01-01", np.datetime64("2500-01-01"), np.datetime64("9999", "Y")], ids=repr)
def test_a_moment_beyond_int64_is_after_every_packet(moment: object) -> None:
    assert [True, True] == mask(TIME < moment)
    assert [False, False] == mask(TIME > moment)


def test_a_time_that_is_none_is_neither_before_nor_after() -> None:
    nat = np.datetime64("NaT")

    assert [False, False] == mask(TIME > nat) == mask(TIME < nat) == mask(TIME == nat)


WITHOUT_A_ZONE = datetime.datetime(2020, 1, 1)  # a moment without a zone is none


@pytest.mark.parametrize("other", [np.timedelta64(1, "s"), 1.5, WITHOUT_A_ZONE, True], ids=repr)
def test_what_is_no_moment_is_refused(other: object) -> None:
    with pytest.raises(FieldError):
        TIME < other  # noqa: B015  # see above


@pytest.mark.parametrize(
    "span", [np.timedelta64(1, "us"), datetime.timedelta(microseconds=1), "0.000001", 1_000], ids=repr
)
def test_a_duration_is_written_in_many_ways(span: object) -> None:
    assert [True, False] == mask(DELTA < span)


def test_a_number_with_a_fraction_is_told_what_numbers_are() -> None:
    """Nanoseconds, of which there are no halves."""
    with pytest.raises(FieldError) as caught:
        DELTA > 1.5  # noqa: B015  # see above

    expected = "frame.time_delta: 1.5 is no duration: numbers are whole nanoseconds, text is seconds ('1.5')"
    assert expected == str(caught.value)


def test_protocols_are_text() -> None:
    assert [False, True] == mask(PROTOCOLS == "eth:arp")
    with pytest.raises(FieldError):
        PROTOCOLS == 5  # noqa: B015  # see above
