"""What is taken out of a copy is there; scripts/bench/sanitize builds the copies."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bench._sanitized import build

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("check", build.BROKEN, ids=lambda check: check.part)
def test_what_is_taken_out_stands_there_once(check: build.Check) -> None:
    """Who rewrites a loop names the new comparison."""
    text = (build.SOURCE / "kernel" / check.file).read_text()

    assert [1] * len(check.replaced) == [text.count(old) for old, _ in check.replaced]
    assert (build.SOURCE / "kernel" / f"{check.loop}.pyx").exists()


def test_what_is_not_there_cannot_be_taken_out(tmp_path: Path) -> None:
    """A copy that is whole would prove nothing."""
    kernel = tmp_path / "whole" / "pcapflow" / "kernel"
    kernel.mkdir(parents=True)
    (kernel / "_walk.h").write_text("if (1) {\n")

    with pytest.raises(ValueError, match="has not one line"):
        build.without(build.BROKEN[0], tmp_path / "whole", tmp_path / "broken")


def test_a_process_finds_the_copy_first(tmp_path: Path) -> None:
    """And its scripts behind it."""
    first, second = build.environment(tmp_path)["PYTHONPATH"].split(os.pathsep)

    assert str(tmp_path) == first
    assert (build.SOURCE.parents[1] / "scripts").samefile(second)


def test_a_compiler_that_says_no_is_told(tmp_path: Path) -> None:
    """With its words."""
    loop = tmp_path / "_wrong.pyx"
    loop.write_text("def (")

    with pytest.raises(build.BuildError, match=r"_wrong\.pyx"):
        build._compile([loop], ())
