"""Warnings point at the user's line."""

from __future__ import annotations

import pytest

from pcapflow.capture._warn import warn


def test_the_first_line_outside_the_package_is_named() -> None:
    with pytest.warns(UserWarning, match="look here") as caught:
        warn("look here", UserWarning)

    assert __file__ == caught[0].filename
