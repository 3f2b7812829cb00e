"""Warnings that point at the line of the user's that caused them."""

from __future__ import annotations

import os
import sys
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

__all__ = ("warn",)

_PACKAGE = os.path.dirname(os.path.dirname(__file__)) + os.sep


def warn(text: str, category: type[Warning]) -> None:
    """Warn, at the first line up the stack that is outside this package."""
    frame: FrameType | None = sys._getframe(1)
    # 1 is the line below, 2 the line that called, as `warnings.warn` counts.
    level = 2
    while frame is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
        level += 1
    warnings.warn(text, category, stacklevel=level)
