"""The hot loops, compiled; each has a twin in numpy, in the room that uses it, which gives the same values.

The package works without them, slower: where no C compiler was at hand when it
was installed, they are not there. The environment variable ``PCAPFLOW_KERNEL``
chooses ``compiled`` or ``numpy``, for tests and for doubts.
"""

from __future__ import annotations

import os

from pcapflow.errors import OptionError

# All or none: loops of one pass are compiled or numpy together.
try:
    from pcapflow.kernel import _echoes, _flows, _layers, _records, _sums, _tallies  # noqa: F401  # are they there?
except ImportError:
    IS_BUILT = False
else:
    IS_BUILT = True

__all__ = ("IS_BUILT", "TIMES_AS_FAST", "VARIABLE", "description", "is_compiled", "name")

VARIABLE = "PCAPFLOW_KERNEL"

TIMES_AS_FAST = (3, 7)
"""What the compiled loops gain where every header becomes a row: on pings, and on mixed packets.

Measured by ``scripts/bench/speed``; tests/test_speed.py compares it with the figures in scripts/bench/README.md.
"""


def is_compiled() -> bool:
    """Whether the compiled loops are to be used.

    Raises:
        OptionError: ``PCAPFLOW_KERNEL`` is neither, or asks for what was not built.
    """
    choice = os.environ.get(VARIABLE, "")
    if not choice:
        return IS_BUILT
    if choice not in ("compiled", "numpy"):
        raise OptionError(f"{VARIABLE} is compiled or numpy, not {choice!r}")
    if choice == "compiled" and not IS_BUILT:
        raise OptionError(f"{VARIABLE}=compiled: the kernel was not built: install pcapflow where a C compiler is")
    return choice == "compiled"


def name() -> str:
    """``compiled`` or ``numpy``: what is in force."""
    return "compiled" if is_compiled() else "numpy"


def description() -> str:
    """The same, and what numpy alone costs."""
    least, most = TIMES_AS_FAST
    return name() if is_compiled() else f"{name()}; the compiled one reads {least} to {most} times as fast"
