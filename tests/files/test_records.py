"""Damage, in words."""

from __future__ import annotations

from pcapflow.files import Damage


def test_damage_says_where_what_and_by_which_rule() -> None:
    """One line, with the byte and the section of the specification."""
    assert "byte 24: cut [spec 5]" == str(Damage(24, "cut", "spec 5"))


def test_damage_without_a_rule_has_no_brackets() -> None:
    """The specification is left out where there is none."""
    assert "byte 24: cut" == str(Damage(24, "cut"))
