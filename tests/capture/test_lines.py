"""Lines of packets, one after the other."""

from __future__ import annotations

import pytest

import pcapflow as pf
from pcapflow.testing import build

PINGS = build.capture(build.ping(seq=1, at_ns=1_000), build.pong(seq=1, at_ns=81_000))


def test_a_request_names_its_reply_where_there_are_two_passes() -> None:
    """In one pass it is not known yet; a reply names its request in any."""
    cap = pf.open(PINGS)

    for passes in (1, 2):
        request, reply = cap.lines(passes=passes)
        assert ("(reply in 2)" in request.info) is (passes == 2)
        assert "(request in 1)" in reply.info


def test_trees_and_bytes_are_there_for_the_asking() -> None:
    """A plain line has neither."""
    cap = pf.open(PINGS)
    (bare, _), (full, _) = cap.lines(), cap.lines(trees=True, data=True)

    assert ((), b"") == (bare.tree, bare.data)
    assert build.ping(seq=1).data == full.data
    assert "frame" == full.tree[0].name


@pytest.mark.parametrize(("time", "passes"), [("zz", 2), ("r", 3)])
def test_lines_take_no_other_words(time: str, passes: int) -> None:
    """Neither of time nor of passes."""
    with pytest.raises(pf.OptionError):
        next(pf.open(PINGS).lines(time, passes=passes))
