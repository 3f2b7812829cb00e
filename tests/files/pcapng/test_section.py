"""What section headers say."""

from __future__ import annotations

import pytest

from pcapflow.files import SectionNotes
from pcapflow.files.pcapng._section import parse_section
from pcapflow.testing import build


@pytest.mark.parametrize(("order", "byte_order"), [("<", "little"), (">", "big")])
def test_everything_that_a_section_may_say(order: str, byte_order: str) -> None:
    """Hardware, system, application, and comments, in both byte orders."""
    section = build.Section(order, hardware="a machine", os="Linux", application="dumpcap", comments=("one", "two"))

    said = SectionNotes(byte_order, "a machine", "Linux", "dumpcap", ("one", "two"))

    assert (said, "") == parse_section(build.pcapng(section)[8:-24], order)


def test_a_section_may_say_nothing() -> None:
    """Its byte order is all that is known."""
    assert (SectionNotes("little"), "") == parse_section(bytes(16), "<")


def test_an_option_longer_than_its_block_is_a_problem() -> None:
    """What stands before it is said."""
    body = bytes(16) + b"\3\0\4\0unix\4\0\t\0"

    assert (SectionNotes("little", os="unix"), "option 4 claims 9 bytes, 0 are left in its block") == parse_section(
        body, "<"
    )
