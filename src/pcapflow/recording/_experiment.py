"""The experiment, step by step: two ends, a capture, a ping, and the proof that all of it was recorded."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pcapflow.errors import EngineError, OptionError, RecordingError
from pcapflow.recording import _completeness, _counters, _http, _images, _manifest, _plan
from pcapflow.recording._refusals import RefusedError
from pcapflow.recording._tap import Tap
from pcapflow.recording._values import end_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.recording._plan import Address, Request
    from pcapflow.recording._session import Session
    from pcapflow.recording._values import End, Image, Network

LAST_REPLY_S = 1.0
"""How long the capture goes on for a reply that ping has printed, or for whatever comes late."""
PORT_TAKEN = ("port is already allocated", "address already in use", "Ports are not available")
NO_BRIDGE_HERE = (
    "No such device",
    "host network",
    "host's network",
    "permission to capture",
    "Operation not permitted",
)


@dataclass(frozen=True, slots=True)
class Ends:
    """Who pings whom."""

    network: Network
    client: End
    server: End | None
    """None: the target is no container of ours."""
    target: Address
    """What is pinged: the server's address, or another."""
    source: Address
    """The client's, of the same family."""
    helper_image: Image

    @property
    def ids(self) -> tuple[str, ...]:
        """The containers and the network."""
        return (*(end.id for end in (self.client, self.server) if end is not None), self.network.id)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it, beside the capture itself."""

    manifest: dict[str, Any]
    ping_text: str
    n_packets: int


@dataclass(frozen=True, slots=True)
class Experiment:
    """One run of it; the parts are called in their order by `pcapflow.recording.record`."""

    session: Session
    request: Request
    say: Callable[[str], None]
    progress: Callable[[str], None]

    def prepare(self) -> Ends:
        """Bring up everything but the capture.

        Raises:
            EngineError: No image, no network, no ping, no server.
            OptionError: The target is the client itself.
        """
        request, session = self.request, self.session
        server_image = self._image(request.server_image) if self._needs_server_image else None
        client_image = self._image(request.client_image)
        if request.helper_image is not None:
            helper_image = self._image(request.helper_image)
        else:
            assert server_image is not None  # noqa: S101 - see _needs_server_image
            helper_image = _images.ensure_helper(session, server_image, say=self.say)
        network = self._network()
        server = None
        if request.target is None:
            assert server_image is not None  # noqa: S101 - see _needs_server_image
            server = self._start_server(server_image, network)
            self.say(_line(server, "server"))
        client = self._start(_plan.client(request, network.name), client_image, network)
        self.say(_line(client, "client"))
        target = request.target or (server.address(ipv6=request.ipv6) if server else None)
        source = client.address(ipv6=request.ipv6)
        if target is None or source is None:
            raise EngineError(
                f"network {network.name}: gives no {'IPv6' if request.ipv6 else 'IPv4'} address"
                + ("; without --network one that does is made" if request.ipv6 else "")
            )
        if target in client.addresses:
            raise OptionError(f"target {target}: {_plan.NEVER_SEEN}")
        _images.install(session, client.id, "ping", "iputils-ping", image=client_image.name, option="--client-image")
        ends = Ends(network, client, server, target, source, helper_image)
        self._check_server(ends)
        return ends

    def _check_server(self, ends: Ends) -> None:
        """Raise EngineError if the server has ended; its address may be another container's by now."""
        if ends.server is not None and not self._is_running(ends.server.id):
            raise EngineError(
                f"image {ends.server.image.name}: the server ended; its command was {ends.server.command}"
            )

    def _is_running(self, container_id: str) -> bool:
        return bool(self.session.engine.inspect(container_id).get("State", {}).get("Running"))

    def run(self, ends: Ends, sink: Callable[[bytes], object]) -> Outcome:
        """Record the ping, and prove that all of it was recorded.

        Args:
            ends: What `prepare` made.
            sink: Is given whole records of the capture, in a thread; the first begin with the file's header.

        Raises:
            EngineError: tcpdump does not start: the interface, the filter, the image.
            RecordingError: The recording is not whole, and why.
        """
        start = _now()
        tap = self._begin_capture(ends, sink)
        try:
            version = self.session.run(tap.container_id, ("tcpdump", "--version"))
            argv, status, text = self._ping(ends, tap)
            self._check_server(ends)
            counters, notes = self._end_capture(tap, text)
        except EngineError as error:
            raise RecordingError(f"the recording broke off: {error}") from None
        finally:
            tap.abandon()
        manifest = {
            "format": _manifest.FORMAT,
            "made_by": f"pcapflow {self.session.version}",
            "start": start,
            "end": _now(),
            "capture": {"file": None, "packets": tap.stream.n_packets},
            "ping": {"file": None, "argv": list(argv), "status": status},
            **self._described(ends, tap, counters),
            "engine": {name: said for name, said in self.session.engine.version().items() if name != "kernel"},
            "notes": notes,
        }
        manifest["tcpdump"]["version"] = _manifest.version_lines(version.out + version.err)
        if ends.server is not None and ends.server.published is not None:
            notes.append("the server answered HTTP before the capture started, so that is not in the capture")
        return Outcome(manifest, text, tap.stream.n_packets)

    @property
    def _needs_server_image(self) -> bool:
        # The helper's image is made from the server's, so that no third one is pulled.
        return self.request.target is None or self.request.helper_image is None

    def _image(self, name: str) -> Image:
        return _images.ensure(self.session.engine, name, say=self.say, progress=self.progress)

    def _network(self) -> Network:
        engine, request = self.session.engine, self.request
        if request.network is None and request.ipv6:
            name = f"pcapflow-{self.session.id}"
            # RFC 4193 section 3.2: fd, 40 random bits, 16 of the subnet.
            prefix = secrets.token_hex(5)
            subnet = f"fd{prefix[:2]}:{prefix[2:6]}:{prefix[6:]}::/64"
            engine.make_network(name, ipv6_subnet=subnet, labels=self.session.labels)
            self.say(f"network  {name}, {subnet}")
        else:
            name = request.network or "bridge"
        network = engine.network(name)
        if network is None:
            raise EngineError(f"network {name}: the engine has none of this name; see 'docker network ls'")
        if network.driver != "bridge":
            raise EngineError(f"network {name}: is of kind {network.driver}; the ping is recorded on a bridge")
        if request.ipv6 and not network.has_ipv6:
            raise EngineError(f"network {name}: has no IPv6; without --network one that has is made")
        return network

    def _start(self, plan: _plan.Container, image: Image, network: Network) -> End:
        try:
            container_id = self.session.launch(plan)
        except RefusedError as error:
            if any(words in str(error) for words in PORT_TAKEN):
                raise _PortTakenError from None
            raise EngineError(f"image {image.name}: the {plan.role} does not start: {error}") from None
        attributes = self.session.engine.inspect(container_id)
        if not attributes.get("State", {}).get("Running"):
            raise EngineError(
                f"image {image.name}: the {plan.role} ended at once; its command was {' '.join(plan.argv)}"
            )
        end = replace(end_from(attributes, image, network), command=" ".join(plan.argv))
        if plan.publish is None:
            return end
        (bound,) = attributes["NetworkSettings"]["Ports"][f"{_plan.SERVER_PORT}/tcp"][:1]
        return replace(end, published=replace(plan.publish, port=int(bound["HostPort"])))

    def _start_server(self, image: Image, network: Network) -> End:
        plan = _plan.server(self.request, network.name, entrypoint=image.entrypoint, command=image.command)
        try:
            server = self._start(plan, image, network)
        except _PortTakenError:
            assert plan.publish is not None  # noqa: S101 - else no port could be taken
            where = f"{plan.publish.address}:{plan.publish.port}"
            if plan.publish.explicit:
                raise EngineError(f"publish {where}: the port is in use; another one, or none") from None
            self.say(f"port {plan.publish.port} is in use: another one is taken")
            server = self._start(replace(plan, publish=replace(plan.publish, port=None)), image, network)
        if server.published is not None and self.session.engine.endpoint.is_local:
            self._wait_for_http(server, plan)
        return server

    def _wait_for_http(self, server: End, plan: _plan.Container) -> None:
        assert server.published is not None  # noqa: S101 - the caller looked

        def is_alive() -> bool:
            return self._is_running(server.id)

        if not _http.answers(server.published, is_alive):
            where = f"{server.published.address}:{server.published.port}"
            how = (
                f"did not answer HTTP at {where} within {_http.ANSWER_S} s"
                if is_alive()
                else "ended before it answered"
            )
            raise EngineError(
                f"image {server.image.name}: the server {how}; its command was {' '.join(plan.argv)} "
                "('--publish none' does not ask)"
            )

    def _begin_capture(self, ends: Ends, sink: Callable[[bytes], object]) -> Tap:
        """Start tcpdump, on the bridge or, where that is not visible, in the network of an end.

        Raises:
            EngineError: It does not start: the interface, the filter, the image.
        """
        request = self.request
        if request.tap != "netns":
            try:
                return self._tap(ends, sink, "host", request.interface or ends.network.bridge)
            except EngineError as error:
                is_unseen = any(words in str(error) for words in NO_BRIDGE_HERE)
                if request.tap == "host" or request.interface is not None or not is_unseen:
                    raise
                self.say(f"the bridge is not visible ({error}): recording in the network of an end")
        beside = ends.server or ends.client
        return self._tap(ends, sink, f"container:{beside.id}", request.interface or "eth0")

    def _tap(self, ends: Ends, sink: Callable[[bytes], object], network: str, interface: str) -> Tap:
        plan = _plan.helper(
            self.request,
            ends.helper_image.name,
            network=network,
            interface=interface,
            capture_filter=self._filter(ends),
        )
        try:
            return Tap(self.session, plan, sink)
        except RefusedError as error:
            raise EngineError(f"image {plan.image}: the helper does not start: {error}") from None

    def _filter(self, ends: Ends) -> str:
        if self.request.filter is not None:
            return self.request.filter
        others = ends.server.addresses if ends.server else (ends.target,)
        return _plan.hosts_filter((*ends.client.addresses, *others))

    def _ping(self, ends: Ends, tap: Tap) -> tuple[tuple[str, ...], int, str]:
        """Ping, saying each line as it comes; gives argv, exit status and text.

        Raises:
            RecordingError: ping could not run, or was ended.
        """
        argv = _plan.ping_argv(self.request, ends.target)
        lines = Lines(self.say)

        def on_out(piece: bytes) -> None:
            lines.take(piece)
            tap.check()

        # The client may have no limit of its own (--keep), so ping has one.
        limited = ("timeout", "-k", "2", str(self.request.limit_s), *argv)
        run = self.session.run(ends.client.id, limited, on_out=on_out)
        lines.end()
        for line in run.err.splitlines():
            self.say(line)
        if run.status is None or run.status >= 124:
            raise RecordingError(f"ping did not end within {self.request.limit_s} s; --timeout sets the limit")
        if run.status > 1 or not run.out:
            raise RecordingError(f"ping could not run: {_counters.last_line(run.err or run.out)}")
        return argv, run.status, run.out

    def _end_capture(self, tap: Tap, ping_text: str) -> tuple[_counters.Counters, list[str]]:
        """Stop tcpdump once all replies have come; gives its counters and notes.

        Raises:
            RecordingError: The recording is not whole, and why.
        """
        printed = _completeness.replies_printed(ping_text)
        tap.wait_until(lambda: bool(printed) and not _completeness.missing(printed, tap.stream), LAST_REPLY_S)
        tap.check()
        stopped = tap.stop()
        counters = _counters.read(stopped.said)
        is_filtered = self.request.filter is not None
        lost = frozenset() if is_filtered else _completeness.missing(printed, tap.stream)
        faults = _completeness.faults(
            status=stopped.status, said=stopped.said, counters=counters, stream=tap.stream, lost=lost
        )
        if faults:
            raise RecordingError(f"the recording is not whole: {'; '.join(faults)}")
        notes = _completeness.notes(counters=counters, is_filtered=is_filtered, is_text_known=printed is not None)
        return counters, notes

    def _described(self, ends: Ends, tap: Tap, counters: _counters.Counters) -> dict[str, Any]:
        ipv6 = self.request.ipv6
        argv = tap.plan.argv
        return {
            "client": _manifest.described_end(ends.client, ipv6=ipv6),
            "server": (
                _manifest.described_end(ends.server, ipv6=ipv6) if ends.server else {"address": str(ends.target)}
            ),
            "network": {
                "name": ends.network.name,
                "bridge": ends.network.bridge,
                "subnets": list(ends.network.subnets),
            },
            "tap": {
                "kind": "host" if tap.plan.network == "host" else "netns",
                "interface": argv[argv.index("-i") + 1],
            },
            "tcpdump": {
                "image": _manifest.described_image(ends.helper_image),
                "argv": list(argv),
                "captured": counters.captured,
                "received": counters.received,
                "dropped": counters.dropped,
            },
        }


class _PortTakenError(Exception):
    """The port to be published is in use."""


class Lines:
    """Pieces of a text, said line by line."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """Nothing came yet."""
        self._say = say
        self._rest = b""

    def take(self, piece: bytes) -> None:
        """Say the lines that are complete now."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            self._say(line.decode(errors="replace"))

    def end(self) -> None:
        """Say what is left."""
        if self._rest:
            self._say(self._rest.decode(errors="replace"))


def _now() -> str:
    """This moment, in UTC, as ISO 8601 with microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _line(end: End, role: str) -> str:
    """One line about an end that was started."""
    digest = f" ({end.image.digest.rpartition('@')[2][:19]})" if end.image.digest else ""
    addresses = ", ".join(map(str, end.addresses))
    port = f", port 80 at {end.published.address}:{end.published.port}" if end.published else ""
    return f"{role:<8} {end.name}, {end.image.name} {end.image.id[:19]}{digest}, {addresses}{port}"
