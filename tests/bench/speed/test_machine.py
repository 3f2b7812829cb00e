"""What it was measured on is said."""

from __future__ import annotations

from bench._speed.machine import load, machine
from pcapflow import kernel


def test_it_names_what_matters() -> None:
    """Processor, system and libraries; and which loops run."""
    told = machine()

    assert {"processor", "system", "others", "pcapflow"} == told.keys()
    assert "numpy" in told["system"]
    assert told["pcapflow"].endswith(kernel.name())


def test_the_load_is_a_number() -> None:
    """Of processes."""
    assert float(load()) >= 0
