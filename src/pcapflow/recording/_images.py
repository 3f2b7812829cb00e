"""The images of a recording: pulled if missing, and the helper's made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.errors import EngineError
from pcapflow.recording import _plan
from pcapflow.recording._counters import last_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.recording._docker import Engine
    from pcapflow.recording._session import Session
    from pcapflow.recording._values import Image


def ensure(engine: Engine, name: str, *, say: Callable[[str], None], progress: Callable[[str], None]) -> Image:
    """Give an image, pulled if the engine does not have it.

    Raises:
        EngineError: It does not exist, or its registry does not answer.
    """
    if (image := engine.image(name)) is not None:
        return image
    say(f"pulling {name}")
    engine.pull(name, progress)
    if (image := engine.image(name)) is None:
        raise EngineError(f"image {name}: was pulled, and yet the engine does not have it")
    return image


def ensure_helper(session: Session, base: Image, *, say: Callable[[str], None]) -> Image:
    """Give the helper's image, made from ``base`` if that was not done before.

    Raises:
        EngineError: ``base`` has neither tcpdump nor a way to install it.
    """
    engine = session.engine
    name = _plan.helper_image_name(base.id)
    if (image := engine.image(name)) is not None:
        return image
    say(f"making {name} from {base.name}: tcpdump in an image of its own, once")
    maker = session.launch(_plan.helper_maker(base.name, network="bridge", limit_s=session.limit_s))
    install(session, maker, "tcpdump", "tcpdump", image=base.name, option="--helper-image")
    engine.commit(maker, name, labels=session.image_labels(base.name), command=("tcpdump", "--version"))
    session.remove(maker)
    if (image := engine.image(name)) is None:
        raise EngineError(f"image {name}: was made, and yet the engine does not have it")
    return image


def install(session: Session, container_id: str, command: str, package: str, *, image: str, option: str) -> None:
    """Install a command in a running container, if it is missing there.

    Raises:
        EngineError: There is no apt-get, or it fails.
    """
    run = session.run(container_id, _plan.install(command, package))
    if run.status == _plan.NO_APT:
        raise EngineError(
            f"image {image}: has neither {command} nor apt-get to install it; {option} takes one that has it"
        )
    if run.status != 0:
        raise EngineError(f"image {image}: {command} could not be installed: {last_line(run.err or run.out)}")
