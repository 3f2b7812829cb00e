"""Why the engine does not do what was asked of it, in one line, and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pcapflow.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.recording._engines import Endpoint


class RefusedError(EngineError):
    """The engine answers, and says no."""


class MissingError(RefusedError):
    """The engine has no such container, image or network."""


def one_line(text: str) -> str:
    return " ".join(text.split())


def pull_failed(name: str, reason: str) -> str:
    reason = one_line(reason)
    if re.search(
        r"not found|manifest unknown|repository does not exist|pull access denied|no such image", reason, re.I
    ):
        return f"image {name}: there is none of this name, here or in its registry ({reason})"
    return f"image {name}: its registry does not answer ({reason})"


def why(error: BaseException, endpoint: Endpoint) -> str:
    """One line about an engine that cannot be talked to, and what to do."""
    at = f"{endpoint.host} ({endpoint.named_by})"
    causes = list(_causes(error))
    if any(isinstance(cause, PermissionError) for cause in causes):
        return (
            f"the container engine at {at} refuses this user: join the docker group "
            "(sudo usermod -aG docker $USER, then log in again) or use sudo"
        )
    if any(isinstance(cause, FileNotFoundError | ConnectionRefusedError) for cause in causes):
        return f"no container engine answers at {at}: is Docker installed and started?"
    if any("timed out" in str(cause).lower() for cause in causes):
        return f"the container engine at {at} does not answer in time"
    return f"the container engine at {at} cannot be talked to: {one_line(str(error))}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and all that it was made of: requests and urllib3 hand theirs on as arguments."""
    seen: list[object] = [error]
    for item in seen:
        if isinstance(item, BaseException):
            yield item
            parts = (item.__cause__, item.__context__, getattr(item, "reason", None), *item.args)
            seen += [part for part in parts if isinstance(part, BaseException) and part not in seen]
