from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from tests.recording.conftest import LAB, docker

from pcapflow.errors import EngineError
from pcapflow.recording import _engines, _images, _plan
from pcapflow.recording._docker import Engine
from pcapflow.recording._session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.engine


@pytest.fixture
def session() -> Iterator[Session]:
    with Engine(_engines.find()) as engine, Session(engine, limit_s=120, version="test") as begun:
        yield begun


def test_the_helpers_image_is_made_once(session: Session) -> None:
    """From a base of the test's own: labelled, with tcpdump, and nothing said the second time."""
    base_name = f"pcapflow-test-base:{os.getpid()}"
    container = docker("create", "--label", "test=1", "pcapflow-lab-noapt:1", "bash")
    docker("commit", container, base_name)
    docker("rm", container)
    # tcpdump is there already in this one, so that no package is fetched: the recipe is the same.
    container = docker("create", LAB, "bash")
    docker("commit", container, base_name)
    docker("rm", container)
    said: list[str] = []
    try:
        base = session.engine.image(base_name)
        assert base is not None
        first = _images.ensure_helper(session, base, say=said.append)
        again = _images.ensure_helper(session, base, say=said.append)

        assert first == again
        assert _plan.helper_image_name(base.id) == first.name
        assert 1 == len(said)
        assert first.id in [image.id for image in session.engine.managed_images()]
        assert ((), ("tcpdump", "--version")) == (first.entrypoint, first.command)
    finally:
        docker("rmi", "--force", _plan.helper_image_name(base.id) if base else base_name, base_name)


def test_an_image_that_is_there_is_not_pulled(session: Session) -> None:
    """Nothing is said, since nothing is done."""
    said: list[str] = []

    assert LAB == _images.ensure(session.engine, LAB, say=said.append, progress=said.append).name
    assert [] == said


def test_apt_that_finds_nothing_is_said(session: Session) -> None:
    """With its last word."""
    plan = _plan.Container("test", "pcapflow-lab-base:1", ("sleep", "60"), _plan.CLIENT_RIGHTS, 60, "none")
    container_id = session.launch(plan)

    with pytest.raises(EngineError, match="ping could not be installed: E: "):
        _images.install(session, container_id, "ping", "iputils-ping", image="base", option="--client-image")
