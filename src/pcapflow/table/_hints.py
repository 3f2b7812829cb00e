"""What somebody may have meant who named a column that there is not."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ("hint_for",)

_OF_EITHER_END = {"addr": ("src", "dst"), "port": ("srcport", "dstport")}
"""Fields that Wireshark has once for each end, under one name; here each end has its own."""

# Of a name in a protocol that there is, the protocol goes without saying.
_LIKE_IN_PROTOCOL, _LIKE = 0.6, 0.8


def hint_for(name: str, names: Collection[str]) -> str:
    """What an error says behind ``no column 'name'``; nothing where no column is like it.

    Args:
        name: What was asked for, in whatever case.
        names: All columns.
    """
    protocol, _, field = name.lower().partition(".")
    ends = [f"{protocol}.{end}" for end in _OF_EITHER_END.get(field, ())]
    if ends and all(end in names for end in ends):
        return f": each end has its own, {ends[0]!r} and {ends[1]!r}"
    kin = [each.partition(".")[2] for each in names if each.startswith(f"{protocol}.")]
    near = _nearest(field, kin, _LIKE_IN_PROTOCOL) if kin else _nearest(name.lower(), names, _LIKE)
    if near is None:
        return ""
    return f": did you mean {(f'{protocol}.{near}' if kin else near)!r}?"


def _nearest(wanted: str, names: Collection[str], least: float) -> str | None:
    def likeness(name: str) -> float:
        ratio = difflib.SequenceMatcher(None, wanted, name).ratio()
        # "seq" is rather an abbreviation of "sequence" or "seq_raw" than a slip of the keyboard.
        is_short = bool(wanted) and (name.startswith(wanted) or wanted.startswith(name))
        return ratio + 1 if is_short else ratio

    best = max(names, key=likeness)
    return best if likeness(best) >= least else None
