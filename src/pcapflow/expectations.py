"""Expectations in words, ``rtt.max < 1 ms``, and whether they hold.

    NAME OP NUMBER [UNIT]

OP is one of ``< <= == != >= >``, UNIT one of ``ns us ms s %``. A time other than
0 needs its unit and a count has none. A share is a number from 0 to 1 or has a
percent sign: ``loss == 0``, ``loss < 5 %`` and ``loss < 0.05`` say what they seem to say.
Everything is compared exactly: a round trip of 1 ms is not below 1 ms.
"""

from __future__ import annotations

import difflib
import math
import operator
import re
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from pcapflow.errors import ExpectationError
from pcapflow.forms import printable
from pcapflow.results import Metric, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ("UNITS", "Expectation", "Measured", "judge", "parse")

_T = TypeVar("_T")

Measured = int | float | Fraction | tuple[int, ...] | None
"""A value in the unit of its name; several where each of them must do (TTLs); None where there is none.

A float stands for its shortest decimal: 0.05 is 5 %, exactly. Better give counts and fractions."""

UNITS: Mapping[str, str] = MappingProxyType(
    {
        "requests": "",
        "replies": "",
        "loss": "ratio",
        "duplicates": "",
        "errors": "",
        "ttl": "",
        "rtt.min": "ns",
        "rtt.avg": "ns",
        "rtt.max": "ns",
        "rtt.mdev": "ns",
    }
)
"""Names that can be expected something of, and the unit of each: nothing for a count, ``ratio``, ``ns``."""

_OPERATORS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
_SCALES = {
    "ns": {"ns": Fraction(1), "us": Fraction(1_000), "ms": Fraction(1_000_000), "s": Fraction(1_000_000_000)},
    "ratio": {"": Fraction(1), "%": Fraction(1, 100)},
    "": {"": Fraction(1)},
}
"""Unit of a name -> units that may be written -> how much of the former one of the latter is."""

_UNIT_WORDS = {
    "ns": "a time, in ns, us, ms or s",
    "ratio": "a share, from 0 to 1 or in %",
    "": "a number without a unit",
}

_GRAMMAR = re.compile(
    r"\s*(?P<name>\w[\w.]*)\s*(?P<op>[<>=!]=|[<>])\s*(?P<number>-?[0-9]{1,30}(?:\.[0-9]{1,30})?)\s*(?P<unit>%|[^\W\d_]*)\s*"
)
_GRAMMAR_WORDS = "NAME OP NUMBER [UNIT], as 'rtt.max < 1 ms' or 'loss == 0'"
_MICRO = {"\u00b5s": "us", "\u03bcs": "us"}  # the micro sign, and the Greek letter


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation, as it was written."""

    name: str
    op: str
    value: Fraction
    """In ``unit``."""
    unit: str
    """``ns``, ``us``, ``ms``, ``s``, ``%``, or empty."""
    text: str
    """In the usual spelling: ``rtt.max < 1 ms``."""


def parse(text: str, units: Mapping[str, str] = UNITS) -> Expectation:
    """Read an expectation.

    Args:
        text: What is expected.
        units: The names that are known, and their units.

    Raises:
        ExpectationError: It does not follow the grammar, the name is not known, or the unit is not one of the name's.
    """
    match = _GRAMMAR.fullmatch(text)
    if not match:
        raise ExpectationError(f"'{printable(text)}' is not {_GRAMMAR_WORDS}")
    name, op, number, unit = match.groups()
    unit = _MICRO.get(unit, unit)
    expectation = Expectation(name, op, Fraction(number), unit, f"{name} {op} {number} {unit}".rstrip())
    _limit(expectation, _look_up(name, units))
    return expectation


def judge(expectation: Expectation, metrics: Mapping[str, Measured | Metric]) -> Verdict:
    """Say whether an expectation holds.

    Args:
        expectation: From ``parse``.
        metrics: What was found: values in the units of ``UNITS``, or metrics, which bring their own.

    Raises:
        ExpectationError: No metric has that name.
    """
    found = _look_up(expectation.name, metrics)
    unit = UNITS.get(expectation.name, "")
    if isinstance(found, Metric):
        unit = found.unit if found.unit in _SCALES else ""
        found = None if isinstance(found.value, str) else found.value
    values = _exact(found)
    if not values:
        return Verdict(None, expectation.text, f"{expectation.name} has no value here")
    limit, scale = _limit(expectation, unit)
    ok = all(_OPERATORS[expectation.op](value, limit) for value in values)
    word = expectation.unit or ("ns" if unit == "ns" else "")
    texts = dict.fromkeys(f"{_decimal(value / scale)} {word}".rstrip() for value in values)
    return Verdict(ok, expectation.text, f"{expectation.name} is {', '.join(texts)}")


def _look_up(name: str, known: Mapping[str, _T]) -> _T:
    if name in known:
        return known[name]
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0)
    hint = f": did you mean {nearest[0]}? Known are {', '.join(known)}" if nearest else ""
    raise ExpectationError(f"nothing is called {printable(name)!r}{hint}")


def _limit(expectation: Expectation, unit: str) -> tuple[Fraction, Fraction]:
    """The expected value in the unit of its name, and how much one of the written unit is."""
    scales = _SCALES[unit]
    written = expectation.unit
    if unit == "ns" and not written and expectation.value == 0:
        return Fraction(0), Fraction(1)
    if written not in scales:
        raise ExpectationError(f"{expectation.text!r}: {expectation.name} is {_UNIT_WORDS[unit]}")
    if unit == "ratio" and not written and expectation.value > 1:
        raise ExpectationError(
            f"{expectation.text!r}: {expectation.name} is {_UNIT_WORDS[unit]}: did you mean {expectation.text} %?"
        )
    return expectation.value * scales[written], scales[written]


def _exact(found: Measured) -> tuple[Fraction, ...]:
    if found is None:
        return ()
    if isinstance(found, float):
        return (Fraction(repr(found)),) if math.isfinite(found) else ()
    return tuple(map(Fraction, found)) if isinstance(found, tuple) else (Fraction(found),)


def _decimal(value: Fraction) -> str:
    """All digits, where there is an end of them within 18."""
    scaled = abs(value) * 10**18
    if scaled.denominator != 1:
        return f"about {float(value):.9g}"
    digits = f"{int(scaled):019d}"
    return f"{'-' if value < 0 else ''}{digits[:-18]}.{digits[-18:]}".rstrip("0").rstrip(".")
