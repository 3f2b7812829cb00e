"""``pcapflow doctor``: what there is to record with, and what recordings left; changes nothing."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from pcapflow.cli._common import COULD_NOT
from pcapflow.cli._common import say as say_message
from pcapflow.forms import printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pcapflow.recording import Diagnosis

HELP = "show engine, versions, bridge, decoder, and what earlier recordings left"

PACKAGES = ("numpy", "dpkt", "docker")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(_arguments: argparse.Namespace) -> int:
    """Print what was found; 2 where no engine can be used."""
    from pcapflow.recording import doctor

    diagnosis = doctor()
    for line in _lines(diagnosis):
        print(printable(line))
    if diagnosis.problem is not None:
        say_message(diagnosis.problem)
        return COULD_NOT
    return 0


def _lines(diagnosis: Diagnosis) -> Iterator[str]:
    import pcapflow
    from pcapflow import kernel

    packages = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    yield f"pcapflow   {pcapflow.__version__}, Python {platform.python_version()}, {packages}"
    yield f"decoder    {kernel.description()}"
    yield f"engine at  {diagnosis.host} ({diagnosis.named_by})"
    if diagnosis.problem is not None:
        return
    engine = diagnosis.engine
    machine = f"{engine['os']}/{engine['arch']}, kernel {engine['kernel']}"
    yield f"engine     {engine['version']}, API {engine['api']}, {machine}"
    seen = "" if diagnosis.is_bridge_here else " (not on this machine; a helper on the engine's may see it)"
    yield f"bridge     {diagnosis.bridge}{seen}" if diagnosis.bridge else "bridge     none"
    for image in diagnosis.images:
        yield f"made       {image}"
    for leftover in diagnosis.leftovers:
        yield f"{'in use' if leftover.is_in_use else 'left over':<10} {leftover}"
    if not diagnosis.leftovers:
        yield "left over  nothing"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
