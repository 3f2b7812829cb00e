from __future__ import annotations

import pytest

from pcapflow.analyses._union import joined_labels
from pcapflow.errors import PcapflowError


def test_labels_stand_side_by_side() -> None:
    """In their order."""
    assert ("a", "b", "c") == joined_labels(("a",), ("b", "c"))


def test_the_same_capture_twice_is_an_error() -> None:
    """It is named."""
    with pytest.raises(PcapflowError, match="both results: b"):
        joined_labels(("a", "b"), ("b",))
