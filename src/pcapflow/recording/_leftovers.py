"""What recordings left on the engine, and what there is to record with."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pcapflow.errors import EngineError
from pcapflow.recording import _engines, _plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.recording._docker import Engine
    from pcapflow.recording._values import Found


@dataclass(frozen=True, slots=True)
class Leftover:
    """A container, network or image that pcapflow made."""

    kind: str
    """``container``, ``network`` or ``image``."""
    id: str
    name: str
    """The image of a container, else its own name."""
    state: str
    """A container's state, an image's size."""
    is_in_use: bool
    """Whether a recording that is under way needs it; always False for an image."""

    def __str__(self) -> str:
        use = " (a recording is under way)" if self.is_in_use else ""
        return " ".join(filter(None, (self.kind, self.id.removeprefix("sha256:")[:12], self.name, self.state))) + use


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What `doctor` found."""

    host: str
    """Where the engine is looked for."""
    named_by: str
    """Who said so."""
    problem: str | None
    """Why no engine can be used; None when one can, and only then the rest is known."""
    engine: dict[str, str]
    bridge: str | None
    """Interface of the engine's own bridge, with its subnets."""
    is_bridge_here: bool
    """Whether this machine shows that interface, too; a helper on the engine's machine may see it all the same."""
    leftovers: tuple[Leftover, ...]
    """Containers and networks."""
    images: tuple[Leftover, ...]
    """Those that pcapflow made; they are no leftovers, since the next recording uses them."""


def doctor() -> Diagnosis:
    """Look for an engine and for what recordings left on it; changes nothing.

    Raises:
        EngineError: The configuration that says where the engine is cannot be read.
    """
    from pcapflow.recording._docker import Engine

    endpoint = _engines.find()
    try:
        with Engine(endpoint) as engine:
            network = engine.network("bridge")
            name = network.bridge if network and network.driver == "bridge" else None
            return Diagnosis(
                endpoint.host,
                endpoint.named_by,
                None,
                engine.version(),
                f"{name}, {', '.join(network.subnets)}" if network and name else None,
                bool(name) and Path("/sys/class/net", str(name)).exists(),
                tuple(map(_leftover, engine.managed())),
                tuple(map(_leftover, engine.managed_images())),
            )
    except EngineError as error:
        return Diagnosis(endpoint.host, endpoint.named_by, str(error), {}, None, False, (), ())


def clean(*, images: bool = False, say: Callable[[str], None] = lambda _: None) -> tuple[Leftover, ...]:
    """Remove what recordings left; what one that is under way needs stays.

    Args:
        images: Remove the images that pcapflow made, too.
        say: Is given a line about each thing that was removed, or was not and why.

    Returns:
        What was removed.

    Raises:
        EngineError: No engine answers, or something could not be removed.
    """
    from pcapflow.recording._docker import Engine

    with Engine(_engines.find()) as engine:
        removed = _remove_leftovers(engine, say)
        for found in engine.managed_images() if images else ():
            engine.remove_image(found.id)
            removed.append(_leftover(found))
            say(f"removed {removed[-1]}")
        return tuple(removed)


def _remove_leftovers(engine: Engine, say: Callable[[str], None]) -> list[Leftover]:
    unused: list[Found] = []
    for found in engine.managed():
        if _is_in_use(found):
            say(f"stays   {_leftover(found)}")
        else:
            unused.append(found)
    engine.remove(unused)
    removed = [_leftover(found) for found in unused]
    for leftover in removed:
        say(f"removed {leftover}")
    return removed


def _leftover(found: Found) -> Leftover:
    return Leftover(found.kind, found.id, found.name, found.state, _is_in_use(found))


def _is_in_use(found: Found) -> bool:
    """Whether the recording that made it may still run: here by its process, elsewhere by its limit."""
    host, _, process = found.labels.get(_plan.OWNER, "").rpartition("/")
    until = found.labels.get(_plan.UNTIL, "")
    if not (process.isdecimal() and until.isdecimal()) or time.time() > int(until):
        return False
    return host != socket.gethostname() or _is_running(int(process))


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
