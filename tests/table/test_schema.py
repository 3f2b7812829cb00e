"""What columns there are."""

from __future__ import annotations

import pytest

from pcapflow.errors import FieldError
from pcapflow.layers import tables

SCHEMA = tables().schema


def test_the_frame_comes_first() -> None:
    """Then the layers."""
    assert "frame.number" == SCHEMA.names[0]
    assert set(SCHEMA.columns) == {name for name in SCHEMA.names if not name.startswith("frame.")}


def test_names_are_checked() -> None:
    """Before anything is read."""
    SCHEMA.check(SCHEMA.names)
    with pytest.raises(FieldError, match=r"no column 'ip\.tll': did you mean 'ip\.ttl'"):
        SCHEMA.check(["ip.ttl", "ip.tll"])
