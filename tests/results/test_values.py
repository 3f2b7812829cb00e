from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.results._values import bare_text, value_text

if TYPE_CHECKING:
    from pcapflow.results import Value


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (84_812, "ns", "0.084812 ms"),
        (-1, "ns", "-0.000001 ms"),
        (2778, "bytes", "2778 bytes"),
        (12, "packets", "12"),
        (1 / 3, "ratio", "33.3333%"),
        (0.0, "ratio", "0%"),
        (1024, "bits/s", "1024 bits/s"),
        (True, "", "True"),
        ("Ethernet", "", "Ethernet"),
        (None, "ns", "-"),
    ],
)
def test_a_value_is_shown_with_its_unit(value: Value, unit: str, text: str) -> None:
    """Times in ms, shares in percent, counts alone, what is not known as a dash."""
    assert text == value_text(value, unit)


@given(st.integers(-(2**63), 2**63 - 1))
def test_no_nanosecond_is_lost(value_ns: int) -> None:
    """A time is shown to its last digit, whatever its size."""
    assert value_ns == int(bare_text(value_ns, "ns").replace(".", ""))
