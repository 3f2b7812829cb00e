from __future__ import annotations

from pcapflow.analyses._words import counted, listed, sessions_words


def test_of_many_numbers_the_first_are_listed() -> None:
    """And how many more there are."""
    assert "1, 2" == listed([1, 2])
    assert "1, 2 and 3 more" == listed([1, 2, 3, 4, 5], most=2)


def test_one_ping_goes_without_saying() -> None:
    """Several are counted."""
    assert "" == sessions_words([0])
    assert " of 2 pings" == sessions_words([0, 0])


def test_one_is_not_many() -> None:
    """1 reply, 2 replies, 0 packets."""
    assert ["1 reply", "2 replies", "0 packets"] == [counted(1, "reply"), counted(2, "reply"), counted(0, "packet")]
