from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest
from tests.recording.conftest import LAB, left_by

from pcapflow.recording import _engines, _plan
from pcapflow.recording._docker import Engine
from pcapflow.recording._session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.engine

SLEEPER = _plan.Container("test", LAB, ("sleep", "60"), rights=(), limit_s=20, network="none")


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine(_engines.find()) as connected:
        yield connected


def test_whatever_ends_a_session_its_containers_go(engine: Engine) -> None:
    """An error of any kind passes on, and nothing stays."""
    with pytest.raises(ZeroDivisionError), Session(engine, limit_s=20, version="test") as session:
        raise_after(session)

    assert [] == left_by(os.getpid())


def raise_after(session: Session) -> None:
    session.launch(SLEEPER)
    raise ZeroDivisionError


def test_one_session_removes_its_own_alone(engine: Engine) -> None:
    """Two recordings at a time do not know each other."""
    with Session(engine, limit_s=20, version="test") as one:
        theirs = one.launch(SLEEPER)
        with Session(engine, limit_s=20, version="test") as other:
            other.launch(SLEEPER)

        assert engine.inspect(theirs)["State"]["Running"]


def test_what_is_kept_stays(engine: Engine) -> None:
    """Until somebody removes it."""
    with Session(engine, limit_s=20, version="test") as session:
        kept = session.launch(SLEEPER)
        session.launch(SLEEPER)
        session.keep(kept)

    left = list(engine.managed(f"{_plan.SESSION}={session.id}"))
    engine.remove(left)
    assert [kept] == [item.id for item in left]


def test_one_container_may_go_before_the_end(engine: Engine) -> None:
    """The helper's image is made in one that is needed no longer."""
    with Session(engine, limit_s=20, version="test") as session:
        gone, stays = session.launch(SLEEPER), session.launch(SLEEPER)

        session.remove(gone)

        assert {} == engine.inspect(gone)
        assert engine.inspect(stays)["State"]["Running"]


def test_a_run_gives_status_and_both_outputs(engine: Engine) -> None:
    """And hands on what comes while it comes."""
    pieces: list[bytes] = []
    with Session(engine, limit_s=20, version="test") as session:
        run = session.run(session.launch(SLEEPER), ("sh", "-c", "echo out; echo err >&2; exit 5"), on_out=pieces.append)

    assert (5, "out\n", "err\n") == (run.status, run.out, run.err)
    assert b"out\n" == b"".join(pieces)


def test_a_run_that_ends_with_its_container(engine: Engine) -> None:
    """At the container's limit it is over, and has no status of its own, or that of a killed program."""
    begin = time.monotonic()
    with Session(engine, limit_s=1, version="test") as session:
        run = session.run(session.launch(_plan.Container("test", LAB, ("sleep", "60"), (), 1, "none")), ("sleep", "60"))

    assert run.status in (None, 137)
    assert time.monotonic() - begin < 10


def test_labels_tell_whose_it_is(engine: Engine) -> None:
    """doctor reads them."""
    labels = Session(engine, limit_s=20, version="1.2").labels

    assert "true" == labels["pcapflow.managed"]
    assert "1.2" == labels["pcapflow.version"]
    assert labels["pcapflow.owner"].endswith(f"/{os.getpid()}")
    assert time.time() + 19 < int(labels["pcapflow.until"]) < time.time() + 30
