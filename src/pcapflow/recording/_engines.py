"""Where the container engine is: what `docker` itself would talk to.

The order is that of Docker's command: DOCKER_HOST, then DOCKER_CONTEXT, then the context that
`docker context use` chose, then the socket of the system. The SDK knows the first and the last only,
while Docker Desktop, colima and rootless engines are reached through contexts.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcapflow.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_CONTEXT = "default"
DEFAULT_HOST = "npipe:////./pipe/docker_engine" if os.name == "nt" else "unix:///var/run/docker.sock"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """How an engine is reached."""

    host: str
    """Such as ``unix:///var/run/docker.sock``."""
    named_by: str
    """Who said so, for people."""
    tls_folder: Path | None = None
    """Folder with ca.pem, cert.pem and key.pem; None without TLS."""
    verify: bool = True
    """Whether the engine's certificate must be signed by that ca.pem."""

    @property
    def is_local(self) -> bool:
        """Whether ports that it publishes on loopback are on this machine."""
        return self.host.startswith(("unix:", "npipe:"))


def find(environment: Mapping[str, str] | None = None) -> Endpoint:
    """Find the engine that `docker` would use.

    Raises:
        EngineError: The chosen context is not there, or is no engine's.
    """
    environment = os.environ if environment is None else environment
    folder = Path(environment.get("DOCKER_CONFIG") or Path.home() / ".docker")
    if host := environment.get("DOCKER_HOST"):
        is_tls = bool(environment.get("DOCKER_TLS_VERIFY") or environment.get("DOCKER_CERT_PATH"))
        certificates = Path(environment.get("DOCKER_CERT_PATH") or folder) if is_tls else None
        return Endpoint(host, "DOCKER_HOST", certificates, verify=bool(environment.get("DOCKER_TLS_VERIFY")))
    name, named_by = environment.get("DOCKER_CONTEXT"), "DOCKER_CONTEXT"
    if not name:
        name, named_by = _current_context(folder / "config.json"), str(folder / "config.json")
    if not name or name == DEFAULT_CONTEXT:
        return Endpoint(DEFAULT_HOST, "the default")
    return _of_context(folder / "contexts", name, named_by)


def _current_context(config: Path) -> str | None:
    name = (_read_object(config) or {}).get("currentContext")
    return name if isinstance(name, str) else None


def _of_context(folder: Path, name: str, named_by: str) -> Endpoint:
    # The store's own layout: a folder per context, called by the hash of its name.
    key = hashlib.sha256(name.encode()).hexdigest()
    described = _read_object(folder / "meta" / key / "meta.json")
    if described is None:
        raise EngineError(f"the docker context {name!r}, chosen by {named_by}, does not exist: see 'docker context ls'")
    endpoint = described.get("Endpoints", {}).get("docker", {})
    host = endpoint.get("Host")
    if not host:
        raise EngineError(f"the docker context {name!r} says no host: see 'docker context inspect {name}'")
    certificates = folder / "tls" / key / "docker"
    return Endpoint(
        host,
        f"the docker context {name!r}",
        certificates if certificates.is_dir() else None,
        verify=not endpoint.get("SkipTLSVerify", False),
    )


def _read_object(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise EngineError(f"{path}: cannot be read: {error}") from None
    if not isinstance(content, dict):
        raise EngineError(f"{path}: holds no JSON object")
    return content
