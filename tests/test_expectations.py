from __future__ import annotations

import contextlib
import operator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.errors import ExpectationError
from pcapflow.expectations import UNITS, Expectation, judge, parse
from pcapflow.results import Metric, Verdict


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rtt.max < 1 ms", Expectation("rtt.max", "<", Fraction(1), "ms", "rtt.max < 1 ms")),
        ("  rtt.avg<=0.5ms ", Expectation("rtt.avg", "<=", Fraction(1, 2), "ms", "rtt.avg <= 0.5 ms")),
        ("rtt.min > 0", Expectation("rtt.min", ">", Fraction(0), "", "rtt.min > 0")),
        ("rtt.mdev < 10 µs", Expectation("rtt.mdev", "<", Fraction(10), "us", "rtt.mdev < 10 us")),
        ("loss == 0", Expectation("loss", "==", Fraction(0), "", "loss == 0")),
        ("loss<5%", Expectation("loss", "<", Fraction(5), "%", "loss < 5 %")),
        ("loss < 0.05", Expectation("loss", "<", Fraction(1, 20), "", "loss < 0.05")),
        ("requests >= 5", Expectation("requests", ">=", Fraction(5), "", "requests >= 5")),
        ("ttl != 63", Expectation("ttl", "!=", Fraction(63), "", "ttl != 63")),
    ],
)
def test_the_grammar(text: str, expected: Expectation) -> None:
    """Name, operator, number, unit; spaces as one likes."""
    assert expected == parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "loss",
        "loss = 0",
        "loss == ",
        "loss == zero",
        "== 0",
        "loss == 0 0",
        "loss == 1_0",
        "loss === 0",
        "loss == 0 and ttl == 64",
    ],
)
def test_what_does_not_follow_the_grammar_is_refused(text: str) -> None:
    """The message shows the grammar and an example."""
    with pytest.raises(ExpectationError, match=r"is not NAME OP NUMBER \[UNIT\], as 'rtt.max < 1 ms'"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rtt.max < 1", "rtt.max is a time, in ns, us, ms or s"),
        ("rtt.max < 1 min", "rtt.max is a time, in ns, us, ms or s"),
        ("rtt.max < 1 %", "rtt.max is a time, in ns, us, ms or s"),
        ("loss < 5", "loss is a share, from 0 to 1 or in %: did you mean loss < 5 %?"),
        ("loss < 5 ms", "loss is a share, from 0 to 1 or in %"),
        ("ttl == 64 hops", "ttl is a number without a unit"),
        ("requests > 5 %", "requests is a number without a unit"),
    ],
)
def test_a_unit_that_is_not_the_names_is_refused(text: str, message: str) -> None:
    """Each says what the name is measured in."""
    with pytest.raises(ExpectationError) as error:
        parse(text)

    assert f"{text!r}: {message}" == str(error.value)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("rtt.maximum", "rtt.max"), ("los", "loss"), ("dups", "duplicates"), ("rtt.average", "rtt.avg")],
)
def test_an_unknown_name_gets_the_nearest_one(name: str, nearest: str) -> None:
    """And the list of all."""
    with pytest.raises(ExpectationError, match=f"nothing is called '{name}': did you mean {nearest}") as error:
        parse(f"{name} == 0")

    assert ", ".join(UNITS) in str(error.value)


@pytest.mark.parametrize(
    ("text", "value", "ok"),
    [
        ("rtt.max < 1 ms", 1_000_000, False),
        ("rtt.max < 1 ms", 999_999, True),
        ("rtt.max <= 1 ms", 1_000_000, True),
        ("rtt.max == 0.000000001 s", 1, True),
        ("rtt.min > 0", 0, False),
        ("rtt.avg < 0.1 us", Fraction(300, 3), False),
        ("rtt.avg < 0.1 us", Fraction(299, 3), True),
        ("loss == 0", Fraction(0), True),
        ("loss <= 5 %", Fraction(1, 20), True),
        ("loss < 5 %", Fraction(1, 20), False),
        ("loss <= 5 %", 0.05, True),
        ("loss == 0.1", 0.1, True),
        ("loss < 33.3333 %", Fraction(1, 3), False),
        ("requests == 5", 5, True),
        ("ttl == 64", (64, 64), True),
        ("ttl == 64", (64, 63), False),
        ("ttl != 64", (64, 63), False),
    ],
)
def test_what_holds_and_what_does_not(text: str, value: Fraction | float | tuple[int, ...], ok: bool) -> None:
    """To the last nanosecond; of several values every one must do."""
    expectation = parse(text)

    assert ok is judge(expectation, {expectation.name: value}).ok


@pytest.mark.parametrize(
    ("text", "value", "detail"),
    [
        ("rtt.max < 1 ms", 1_234_567, "rtt.max is 1.234567 ms"),
        ("rtt.max < 1 s", 1_234_567, "rtt.max is 0.001234567 s"),
        ("rtt.avg < 1 us", Fraction(1_000, 3), "rtt.avg is about 0.333333333 us"),
        ("rtt.min > 0", -35_000, "rtt.min is -35000 ns"),
        ("loss < 5 %", Fraction(1, 5), "loss is 20 %"),
        ("loss < 0.05", Fraction(1, 5), "loss is 0.2"),
        ("requests == 5", 10, "requests is 10"),
        ("ttl == 64", (64, 63, 64), "ttl is 64, 63"),
    ],
)
def test_the_verdict_says_what_was_found(text: str, value: int | Fraction | tuple[int, ...], detail: str) -> None:
    """In the unit of the expectation, with all its digits."""
    expectation = parse(text)

    verdict = judge(expectation, {expectation.name: value})

    assert (text, detail) == (verdict.text, verdict.detail)


@pytest.mark.parametrize("nothing", [None, (), float("nan"), Metric("ttl", "TTL", None), Metric("ttl", "TTL", "none")])
def test_without_a_value_nothing_is_judged(nothing: Metric | float | tuple[int, ...] | None) -> None:
    """Neither ok nor failed."""
    assert Verdict(None, "ttl == 64", "ttl has no value here") == judge(parse("ttl == 64"), {"ttl": nothing})


def test_a_metric_brings_its_unit() -> None:
    """Names that come later need no other syntax."""
    expectation = parse("rtt.p99 < 1 ms", {"rtt.p99": "ns"})

    assert judge(expectation, {"rtt.p99": Metric("rtt.p99", "99th percentile", 999_999, "ns")}).ok
    assert judge(parse("requests == 5"), {"requests": Metric("requests", "Requests", 5, "packets")}).ok


def test_a_name_that_was_not_measured_is_said() -> None:
    """The same message as for a name that nobody knows."""
    with pytest.raises(ExpectationError, match=r"nothing is called 'ttl': did you mean rtt\.min"):
        judge(parse("ttl == 64"), {"rtt.min": 1, "loss": 0})


def test_a_message_cannot_command_the_terminal() -> None:
    """What was typed is shown escaped."""
    with pytest.raises(ExpectationError) as error:
        parse("\x1b[2J == 0")

    assert "\x1b" not in str(error.value)


@given(text=st.text() | st.text("rttmaxloss.<>=! 0123456789%nus"))
def test_any_text_is_an_expectation_or_refused(text: str) -> None:
    """Nothing but ExpectationError comes out, and the usual spelling means the same."""
    with contextlib.suppress(ExpectationError):
        expectation = parse(text)
        assert expectation == parse(expectation.text)


OPERATORS = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


@given(
    value_ns=st.integers(-(10**12), 10**12),
    limit_ns=st.integers(-(10**12), 10**12),
    op=st.sampled_from(list(OPERATORS)),
    unit=st.sampled_from([("ns", 0), ("us", 3), ("ms", 6), ("s", 9)]),
)
def test_units_do_not_change_the_verdict(value_ns: int, limit_ns: int, op: str, unit: tuple[str, int]) -> None:
    """A limit written in any unit is compared as the integer that it is."""
    word, n_digits = unit
    digits = f"{abs(limit_ns):0{n_digits + 1}d}"
    number = f"{digits[:-n_digits]}.{digits[-n_digits:]}" if n_digits else digits
    sign = "-" if limit_ns < 0 else ""

    verdict = judge(parse(f"rtt.avg {op} {sign}{number} {word}"), {"rtt.avg": value_ns})

    assert OPERATORS[op](value_ns, limit_ns) is verdict.ok
