"""What a packet's columns say: one packet from literal bytes, texts as tshark writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import pcapflow as pf
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable


def _told(data: bytes, linktype: int, prefix: str) -> dict[str, str]:
    table = pf.open(build.capture(data, linktype=linktype)).to_table()
    texts = {name: table.texts(name)[0] for name in table.schema.names if name.startswith(prefix)}
    return {name: text for name, text in texts.items() if text}


@pytest.fixture
def told() -> Callable[..., dict[str, str]]:
    """``told(data, linktype, prefix)``: the columns of a packet that are there, by name."""
    return _told
