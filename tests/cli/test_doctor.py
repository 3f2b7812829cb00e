from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran


@pytest.mark.engine
def test_what_there_is(run: Callable[..., Ran]) -> None:
    """Versions, decoder, engine and bridge, one line each."""
    ran = run("doctor")

    assert (0, "") == (ran.status, ran.err)
    first_words = [line.split()[0] for line in ran.out.splitlines()]
    assert {"pcapflow", "decoder", "engine", "bridge"} <= set(first_words)


def test_without_an_engine(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known all the same is printed; the reason is on standard error, and the status is 2."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")

    ran = run("doctor")

    assert 2 == ran.status
    assert "engine at  unix:///nowhere/docker.sock (DOCKER_HOST)" in ran.out
    assert "pcapflow: no container engine answers at unix:///nowhere/docker.sock" in ran.err
    assert 1 == len(ran.err.splitlines())
