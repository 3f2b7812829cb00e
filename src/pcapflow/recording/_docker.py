"""The thin shell around the container engine: the only code that imports docker.

Plans go in, plain values come out, and whatever may go wrong comes out as one clear `EngineError`.
Output is read while it comes (`docker logs` corrupts binary output), by a thread of its own, so that
who waits for it can be interrupted and has a deadline.
"""

from __future__ import annotations

import queue
import re
import socket
import threading
import time
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pcapflow.errors import EngineError
from pcapflow.recording._plan import MANAGED, ROLE, SERVER_PORT
from pcapflow.recording._refusals import MissingError, RefusedError, one_line, pull_failed, why
from pcapflow.recording._values import Found, Image, Network
from pcapflow.signals import deferred

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Self

    from pcapflow.recording._engines import Endpoint
    from pcapflow.recording._plan import Container

CONNECT_S = 5
"""How long an engine may take to answer the first question."""
ANSWER_S = 60
"""How long it may take for any other, and a registry for the next word of a pull."""
REMOVE_S = 10


class Output:
    """What a program in a container prints, as it comes: pairs of bytes (standard output, standard error)."""

    def __init__(self, stream: Any) -> None:
        """Begin to read; ``stream`` is the SDK's demultiplexed one."""
        self._stream = stream
        self._pieces: queue.SimpleQueue[tuple[bytes, bytes] | None] = queue.SimpleQueue()
        threading.Thread(target=self._pump, name="pcapflow-output", daemon=True).start()

    def _pump(self) -> None:
        try:
            for out, err in self._stream:
                self._pieces.put((out or b"", err or b""))
        except Exception:  # noqa: BLE001, S110 - an engine that dies ends this in as many ways as there are transports
            # The end of the stream is the news: whoever waits asks the engine for the exit status next.
            pass
        finally:
            _close(self._stream)
            self._pieces.put(None)

    def pieces(self, until: float) -> Iterator[tuple[bytes, bytes]]:
        """Give what comes until the program ends.

        Raises:
            EngineError: It has not ended when `time.monotonic` reaches ``until``.
        """
        while True:
            try:
                piece = self._pieces.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise EngineError("the engine said nothing more within the time limit; --timeout sets it") from None
            if piece is None:
                # For whoever asks again.
                self._pieces.put(None)
                return
            yield piece


class Engine:
    """A container engine that answers."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Connect.

        Raises:
            EngineError: No engine answers there, or it refuses this user.
        """
        import docker

        self.endpoint = endpoint
        with self._said():
            _knock(endpoint)
            self._client = docker.DockerClient(
                base_url=endpoint.host, version="auto", timeout=CONNECT_S, tls=_tls(endpoint)
            )
        self._api = self._client.api
        self._api.timeout = ANSWER_S

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def version(self) -> dict[str, str]:
        """What the engine is: version, API, operating system, architecture, kernel."""
        with self._said():
            said = self._client.version()
        names = {"version": "Version", "api": "ApiVersion", "os": "Os", "arch": "Arch", "kernel": "KernelVersion"}
        return {ours: str(said.get(theirs, "")) for ours, theirs in names.items()}

    # Images

    def image(self, name: str) -> Image | None:
        """The image of that name, or None."""
        try:
            with self._said():
                attributes = self._client.images.get(name).attrs
        except MissingError:
            return None
        config = attributes.get("Config") or {}
        digests = attributes.get("RepoDigests") or [None]
        return Image(
            name, attributes["Id"], digests[0], tuple(config.get("Entrypoint") or ()), tuple(config.get("Cmd") or ())
        )

    def pull(self, name: str, progress: Callable[[str], None]) -> None:
        """Fetch an image from its registry.

        Raises:
            EngineError: There is none, or the registry does not answer.
        """
        from docker.utils import parse_repository_tag

        layers: dict[str, tuple[int, int]] = {}
        repository, tag = parse_repository_tag(name)
        try:
            with self._said():
                for event in self._api.pull(repository, tag=tag or "latest", stream=True, decode=True):
                    if "error" in event:
                        raise EngineError(pull_failed(name, event["error"]))
                    detail = event.get("progressDetail") or {}
                    if event.get("status") == "Downloading" and detail.get("total"):
                        layers[event["id"]] = (detail["current"], detail["total"])
                        done, total = (sum(column) / 1e6 for column in zip(*layers.values(), strict=True))
                        progress(f"pulling {name}: {done:.1f} of {total:.1f} MB")
        except RefusedError as error:
            raise EngineError(pull_failed(name, str(error))) from None
        finally:
            progress("")

    def commit(self, container_id: str, name: str, *, labels: Mapping[str, str], command: Sequence[str]) -> None:
        """Make an image of what a container has become."""
        repository, _, tag = name.rpartition(":")
        configuration = {"Entrypoint": [], "Cmd": list(command), "Labels": dict(labels)}
        with self._said():
            self._api.commit(container_id, repository=repository, tag=tag, conf=configuration)

    def remove_image(self, image_id: str) -> None:
        """Remove an image and its name."""
        with self._said():
            self._client.images.remove(image_id, force=True)

    # Networks

    def network(self, name: str) -> Network | None:
        """The network of that name or ID, or None."""
        try:
            with self._said():
                attributes = self._client.networks.get(name).attrs
        except MissingError:
            return None
        options = attributes.get("Options") or {}
        return Network(
            name=attributes["Name"],
            id=attributes["Id"],
            driver=attributes["Driver"],
            has_ipv6=bool(attributes.get("EnableIPv6")),
            # A user's network that names no bridge has one called by its ID.
            bridge=options.get("com.docker.network.bridge.name") or f"br-{attributes['Id'][:12]}",
            subnets=tuple(pool["Subnet"] for pool in (attributes.get("IPAM") or {}).get("Config") or ()),
        )

    def make_network(self, name: str, *, ipv6_subnet: str, labels: Mapping[str, str]) -> None:
        """Make a bridge with both families."""
        from docker.types import IPAMConfig, IPAMPool

        with deferred(), self._said():
            self._client.networks.create(
                name,
                driver="bridge",
                enable_ipv6=True,
                labels=dict(labels),
                ipam=IPAMConfig(pool_configs=[IPAMPool(subnet=ipv6_subnet)]),
            )

    # Containers

    def create(self, plan: Container, labels: Mapping[str, str]) -> str:
        """Make the container, to be started; gives its ID."""
        from docker.types import LogConfig

        with deferred(), self._said():
            configuration = self._api.create_host_config(
                auto_remove=True,
                network_mode=plan.network,
                cap_drop=["ALL"],
                cap_add=list(plan.rights),
                security_opt=["no-new-privileges"],
                read_only=plan.read_only,
                pids_limit=plan.n_processes,
                mem_limit=plan.memory_bytes,
                log_config=LogConfig(type="none"),
                port_bindings=_bindings(plan),
            )
            return str(
                self._api.create_container(
                    plan.image,
                    entrypoint=list(plan.command),
                    labels={**labels, ROLE: plan.role},
                    ports=[SERVER_PORT] if plan.publish else None,
                    stop_signal=plan.stop_signal,
                    host_config=configuration,
                )["Id"]
            )

    def attach(self, container_id: str) -> Output:
        """Read what the container prints, from its start on when called before it."""
        with self._said():
            return Output(self._api.attach(container_id, stdout=True, stderr=True, stream=True, demux=True))

    def start(self, container_id: str) -> None:
        """Start a container."""
        with deferred(), self._said():
            self._api.start(container_id)

    def inspect(self, container_id: str) -> dict[str, Any]:
        """What the engine knows of a container; empty when it is gone."""
        try:
            with self._said():
                return dict(self._api.inspect_container(container_id))
        except MissingError:
            return {}

    def run(self, container_id: str, argv: Sequence[str], environment: Mapping[str, str]) -> tuple[str, Output]:
        """Start a program in a running container; gives the ID for `exit_status_of_run`."""
        with self._said():
            run_id = self._api.exec_create(container_id, list(argv), environment=dict(environment))["Id"]
            return str(run_id), Output(self._api.exec_start(run_id, stream=True, demux=True))

    def exit_status_of_run(self, run_id: str) -> int | None:
        """Exit status of a program that ended; None when its container went with it."""
        try:
            with self._said():
                status = self._api.exec_inspect(run_id)["ExitCode"]
        except MissingError:
            return None
        return None if status is None else int(status)

    def exit_status(self, container_id: str, created: str) -> int | None:
        """Exit status of a container that has ended and may be gone already; None if the engine does not say.

        Args:
            container_id: Which.
            created: When it was made, as the engine said it: the events since then are asked for.
        """
        since = datetime.fromisoformat(re.sub(r"\.\d+", "", created)).timestamp()
        filters = {"container": container_id, "event": "die"}
        with self._said():
            events = self._api.events(since=int(since), until=int(time.time()) + 5, filters=filters, decode=True)
            try:
                for event in events:
                    return int(event["Actor"]["Attributes"]["exitCode"])
            finally:
                _close(events)
        return None

    def signal(self, container_id: str, name: str) -> None:
        """Send a signal to the container's first process, if there still is one."""
        try:
            with self._said():
                self._api.kill(container_id, signal=name)
        except RefusedError:
            # It ended by itself: gone, or "is not running".
            return

    # What carries pcapflow's label

    def managed(self, label: str = MANAGED) -> list[Found]:
        """All containers and networks that carry a label."""
        filters = {"label": label}
        with self._said():
            containers = self._api.containers(all=True, filters=filters)
            networks = self._api.networks(filters=filters)
        return [
            Found("container", item["Id"], item["Image"], item["State"], item.get("Labels") or {})
            for item in containers
            # An engine that was killed may list a container as dead, once it is back, that it does not have.
            if item["State"] != "dead" or self.inspect(item["Id"])
        ] + [Found("network", item["Id"], item["Name"], "", item.get("Labels") or {}) for item in networks]

    def managed_images(self) -> list[Found]:
        """All images that pcapflow made."""
        with self._said():
            images = self._api.images(filters={"label": MANAGED})
        return [
            Found(
                "image",
                item["Id"],
                (item.get("RepoTags") or ["<none>"])[0],
                f"{item['Size'] / 1e6:.0f} MB",
                item["Labels"],
            )
            for item in images
        ]

    def remove(self, found: Sequence[Found]) -> None:
        """Remove containers and networks, and wait until they are gone.

        Raises:
            EngineError: Some are still there after `REMOVE_S` seconds.
        """
        stop = time.monotonic() + REMOVE_S
        left = [item.id for item in found]
        # Containers first: a network that has some cannot be removed.
        for item in sorted(found, key=lambda item: item.kind):
            try:
                with self._said():
                    if item.kind == "container":
                        self._api.remove_container(item.id, force=True, v=True)
                    else:
                        self._api.remove_network(item.id)
            except RefusedError:
                # Gone, or going: the engine removes containers that end at the same time. The list below tells.
                continue
        while left := [item.id for item in self.managed() if item.id in left]:
            if time.monotonic() > stop:
                raise EngineError(f"not removed: {', '.join(name[:12] for name in left)}; 'pcapflow clean' tries again")
            time.sleep(0.05)

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Turn what the SDK raises into one line."""
        import docker.errors
        import requests.exceptions

        try:
            yield
        except docker.errors.NotFound as error:
            raise MissingError(one_line(error.explanation or str(error))) from None
        except docker.errors.APIError as error:
            raise RefusedError(one_line(error.explanation or str(error))) from None
        except (docker.errors.DockerException, requests.exceptions.RequestException, OSError) as error:
            raise EngineError(why(error, self.endpoint)) from None


def _knock(endpoint: Endpoint) -> None:
    """Raise OSError where nobody listens: the SDK would do so, too, and forget to close its socket."""
    scheme, _, path = endpoint.host.partition("://")
    if scheme == "unix":
        with socket.socket(socket.AF_UNIX) as knocking:
            knocking.settimeout(CONNECT_S)
            knocking.connect(path)


def _close(stream: Any) -> None:
    """Give the connection of one of the SDK's streams back; its own ``close`` leaves the connection half open."""
    with suppress(OSError, ValueError):
        stream._response.close()


def _tls(endpoint: Endpoint) -> Any:
    if endpoint.tls_folder is None:
        return False
    from docker.tls import TLSConfig

    folder = endpoint.tls_folder
    pair = (str(folder / "cert.pem"), str(folder / "key.pem"))
    authority = str(folder / "ca.pem")
    return TLSConfig(
        client_cert=pair if (folder / "cert.pem").exists() else None,
        ca_cert=authority if endpoint.verify else None,
        verify=endpoint.verify,
    )


def _bindings(plan: Container) -> dict[int | str, tuple[str, int | None]] | None:
    return {SERVER_PORT: (plan.publish.address, plan.publish.port)} if plan.publish else None
