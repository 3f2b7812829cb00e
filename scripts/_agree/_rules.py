"""Every rule, in the order in which they are applied."""

from _agree import (
    _rules_bounds,
    _rules_carriers,
    _rules_cut,
    _rules_frame,
    _rules_ip,
    _rules_link,
    _rules_lists,
    _rules_options,
)
from _agree._rule import RULES, Rule

__all__ = (
    "RULES",
    "Rule",
    "_rules_bounds",
    "_rules_carriers",
    "_rules_cut",
    "_rules_frame",
    "_rules_ip",
    "_rules_link",
    "_rules_lists",
    "_rules_options",
)
