"""Errors say their line, keep their numbers, and cross from one process to another."""

from __future__ import annotations

import pickle

import pytest

from pcapflow import errors
from pcapflow.errors import FieldError, FormatError, MissingExtraError, PcapflowError

EXAMPLES = [
    FormatError("unknown magic 504b0304", offset=0, spec="draft-ietf-opsawg-pcap section 4"),
    MissingExtraError("jinja2", extra="report"),
    *(
        getattr(errors, name)("a sentence")
        for name in errors.__all__
        if name not in ("FormatError", "MissingExtraError", "DamagedCaptureWarning")
    ),
]


def test_a_format_error_says_where_what_and_by_which_rule() -> None:
    """The byte first, the rule in brackets; without a rule, no brackets."""
    assert "byte 0: unknown magic 504b0304 [draft-ietf-opsawg-pcap section 4]" == str(EXAMPLES[0])
    assert "byte 7: cut" == str(FormatError("cut", offset=7))


def test_a_missing_extra_has_the_command() -> None:
    """What to type is in the message."""
    assert "jinja2 is not installed: pip install 'pcapflow[report]'" == str(EXAMPLES[1])


def test_a_field_error_is_not_quoted() -> None:
    """It is a KeyError, which would print its sentence in quotes."""
    assert "no column 'ip.tll'" == str(FieldError("no column 'ip.tll'"))


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_crosses_processes(error: PcapflowError) -> None:
    """A worker's error comes back with its sentence and its numbers."""
    back = pickle.loads(pickle.dumps(error))

    assert (type(error), str(error), vars(error)) == (type(back), str(back), vars(back))
