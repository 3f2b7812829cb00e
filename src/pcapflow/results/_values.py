"""Values and their units as people read them, the same in text and in HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pcapflow.results._blocks import Grid, GridColumn, Metric, Value

__all__ = ("bare_text", "heading_text", "metric_text", "numeric_columns", "value_text")

_NS_PER_MS = 1_000_000

_SHOWN_UNITS = {
    "ns": "ms",  # what ping prints
    "packets": "",  # the label says what is counted
    "ratio": "",  # the percent sign stays with its number
}


def _shown_unit(unit: str) -> str:
    """Name the unit in which values of ``unit`` are shown; empty for none."""
    return _SHOWN_UNITS.get(unit, unit)


def bare_text(value: Value, unit: str = "") -> str:
    """Write a value in its shown unit, without naming that: ``ns`` as ms to the last digit, ``ratio`` in percent."""
    if value is None:
        return "-"
    if isinstance(value, (bool, str)):
        return str(value)
    if unit == "ns":
        whole, rest = divmod(abs(round(value)), _NS_PER_MS)
        return f"{'-' if value < 0 else ''}{whole}.{rest:06d}"
    if unit == "ratio":
        return f"{100 * value:g}%"
    return f"{value:g}" if isinstance(value, float) else str(value)


def value_text(value: Value, unit: str = "") -> str:
    """Write a value and its unit."""
    shown = "" if value is None or isinstance(value, (bool, str)) else _shown_unit(unit)
    return f"{bare_text(value, unit)} {shown}".rstrip()


def metric_text(metric: Metric) -> str:
    """Write a metric's value: its own text, where it has one."""
    return value_text(metric.value, metric.unit) if metric.text is None else metric.text


def heading_text(column: GridColumn) -> str:
    """Write a column's label with the unit of the numbers below it."""
    shown = _shown_unit(column.unit)
    return f"{column.label} ({shown})" if shown else column.label


def numeric_columns(grid: Grid) -> list[bool]:
    """Say for each column whether it holds numbers, which stand at the right."""
    return [
        any(row[at] is not None for row in grid.rows) and not any(isinstance(row[at], (str, bool)) for row in grid.rows)
        for at in range(len(grid.columns))
    ]
