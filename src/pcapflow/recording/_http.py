"""Whether the server answers HTTP on the port that was published for it."""

from __future__ import annotations

import contextlib
import http.client
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.recording._plan import Publish

ANSWER_S = 20
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - an address to be asked, none to be bound


def answers(publish: Publish, is_alive: Callable[[], bool]) -> bool:
    """Ask until there is an answer, of whatever status, the server has ended, or time is up."""
    stop = time.monotonic() + ANSWER_S
    while time.monotonic() < stop:
        connection = http.client.HTTPConnection(
            EVERYWHERE.get(publish.address, publish.address), publish.port, timeout=2
        )
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            # The connection is over before the capture begins, so that none of it is recorded.
            connection.request("GET", "/", headers={"Connection": "close"})
            connection.getresponse().read()
            return True
        if not is_alive():
            return False
        time.sleep(0.05)
    return False
