"""Copies of the package whose kernel is watched by AddressSanitizer and UndefinedBehaviorSanitizer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ("BROKEN", "EXACT", "PARTS", "BuildError", "Check", "built", "environment", "runtime", "without")

SOURCE = Path(__file__).parents[3] / "src" / "pcapflow"
KERNEL = Path("pcapflow", "kernel")
PARTS = ("packets", "crowded", "captures", "files", "echoes", "pings")
"""What a copy can be shown, by name: for who has no kernel to import them with."""
EXACT = "-DPCAPFLOW_EXACT"
"""Nothing is read but what was captured: without it, whole headers are, of which the last has slack behind it."""
FLAGS = (
    *("-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-fno-omit-frame-pointer"),
    # No optimiser leaves out a step too far, and the time goes into what a loop is shown, not into the loop.
    *("-g1", "-O0", "-fPIC", "-shared"),
)


class BuildError(Exception):
    """A compiler said no."""


class Check(NamedTuple):
    """Something that the kernel compares before it reads, and who reads beyond where it does not."""

    part: str
    loop: str
    file: str
    replaced: tuple[tuple[str, str], ...]
    """What stands there, and what takes its place."""


BROKEN = (
    Check("packets", "_layers", "_walk.h", (("if (RARELY(walker->edge - begin < size)) {", "if (0) {"),)),
    Check("files", "_records", "_records.pyx", (("if left < header_bytes:", "if left <= 0:"),)),
    Check(
        "echoes",
        "_echoes",
        "_echoes.pyx",
        (
            ("if n_bytes <= 0 or start + n_bytes > packets.captured:", "if n_bytes <= 0:"),
            ("if packets.start < 0 or packets.start + start + n_bytes > packets.n_window:", "if packets.start < 0:"),
        ),
    ),
)


def runtime() -> str | None:
    """AddressSanitizer's library, where the machine's compiler has one."""
    try:
        said = subprocess.run(
            ["gcc", "-print-file-name=libasan.so"],  # the compiler is found on PATH
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    path = said.stdout.strip()
    # A name without a folder is one that was not found.
    return path if Path(path).is_absolute() else None


def built(folder: Path, *defines: str) -> Path:
    """A copy of the package in a folder, its kernel watched; gives the folder."""
    shutil.copytree(SOURCE, folder / "pcapflow", ignore=shutil.ignore_patterns("*.c", "*.so", "__pycache__"))
    _compile(sorted((folder / KERNEL).glob("*.pyx")), defines)
    return folder


def without(check: Check, whole: Path, folder: Path) -> Path:
    """A copy of a copy that was built `EXACT`, in which something is not looked at; gives the folder.

    Raises:
        ValueError: What is to be taken out is not there.
    """
    shutil.copytree(whole / "pcapflow", folder / "pcapflow", ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / KERNEL / check.file
    text = path.read_text()
    for old, new in check.replaced:
        if text.count(old) != 1:
            raise ValueError(f"{path.name} has not one line {old!r}")
        text = text.replace(old, new)
    path.write_text(text)
    _compile([folder / KERNEL / f"{check.loop}.pyx"], (EXACT,))
    return folder


def environment(folder: Path) -> dict[str, str]:
    """What a process needs that is to run a copy."""
    return {
        **os.environ,
        "LD_PRELOAD": runtime() or "",
        # Memory of Python's own would stand side by side, with nothing between.
        "PYTHONMALLOC": "malloc",
        "ASAN_OPTIONS": "detect_leaks=0",
        "UBSAN_OPTIONS": "print_stacktrace=1",
        "PYTHONPATH": f"{folder}{os.pathsep}{Path(__file__).parents[2]}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PCAPFLOW_KERNEL": "compiled",
    }


def _compile(loops: Sequence[Path], defines: Sequence[str]) -> None:
    _run_all([[sys.executable, "-m", "cython", *map(str, loops)]])
    suffix, include = sysconfig.get_config_var("EXT_SUFFIX"), sysconfig.get_path("include")
    _run_all(
        [
            [
                *("gcc", *FLAGS, *defines, f"-I{include}", f"-I{loop.parent}"),
                *(str(loop.with_suffix(".c")), "-o", str(loop.with_suffix(suffix))),
            ]
            for loop in loops
        ]
    )


def _run_all(commands: Sequence[Sequence[str]]) -> None:
    """Side by side."""
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for command in commands]
    said = [process.communicate()[1] for process in running]
    for command, process, words in zip(commands, running, said, strict=True):
        if process.returncode:
            raise BuildError(f"{' '.join(command)}\n{words}")
