"""How blocks look in a page and in a notebook.

Lines and grounds are mixed from the colour of the text around, so that a
fragment sits well in a light or dark notebook of any theme.
"""

from __future__ import annotations

__all__ = ("STYLE",)

STYLE = ""
