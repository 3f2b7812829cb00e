"""Recording: a ping between two containers, captured by tcpdump in a helper container.

recording = record(count=5, output="bridge.pcap")
recording.packets, recording.manifest["server"]["address"]

`doctor` tells what engine there is and what earlier recordings left on it; `clean` removes that.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcapflow import output as files
from pcapflow.recording import _engines, _manifest, _plan
from pcapflow.recording._leftovers import Diagnosis, Leftover, clean, doctor
from pcapflow.signals import deferred

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from pcapflow.recording._experiment import Ends, Experiment
    from pcapflow.recording._plan import OutputNames

__all__ = ("Diagnosis", "Leftover", "Recording", "clean", "doctor", "record")


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that is whole."""

    pcap: Path | None
    """None when it was streamed (``output="-"``); then there are no other files either."""
    ping_path: Path | None
    manifest_path: Path | None
    manifest: dict[str, Any]
    ping_text: str
    """What ping printed, all of it."""
    n_packets: int


def _say_nothing(text: str) -> None:
    """The default listener."""


def record(
    *,
    count: int = 5,
    interval: float | None = None,
    iface: str | None = None,
    output: str | os.PathLike[str] | None = None,
    force: bool = False,
    tap: str = "auto",
    filter: str | None = None,  # noqa: A002 - tcpdump's own word
    network: str | None = None,
    ipv6: bool = False,
    target: str | None = None,
    client_image: str = "ubuntu:focal",
    server_image: str = "nginx:stable",
    helper_image: str | None = None,
    publish: str | None = "auto",
    keep: bool = False,
    timeout: float | None = None,
    ping_arguments: Sequence[str] = (),
    say: Callable[[str], None] = _say_nothing,
    progress: Callable[[str], None] = _say_nothing,
) -> Recording:
    """Record a ping between two containers.

    Args:
        count: Echo requests to send.
        interval: Seconds between them; ping's own by default.
        iface: Interface to record on; by default the network's bridge. ``any`` records at every interface.
        output: The capture to write, whose ping text and manifest stand beside it; ``"-"`` streams the
            capture alone to standard output. By default ``ping-CLIENT-SERVER-TIME.pcap``.
        force: Replace these files.
        tap: ``host``: on the engine's machine; ``netns``: in the network of the server; ``auto``: the
            first where the bridge is visible.
        filter: What is recorded, as tcpdump takes it; by default all that has to do with both ends.
        network: A bridge network of the engine; by default its own, and with ``ipv6`` one made for this.
        ipv6: Ping the server's IPv6 address.
        target: An address to ping instead of a server, which is not started then.
        client_image: Pings. Where it has no ping, apt-get installs it.
        server_image: Is pinged, by its own command; where that is a mere shell, by nginx.
        helper_image: Has tcpdump; by default made once from the server's image.
        publish: Where the server's port 80 is published: ``[ADDRESS:]PORT``, None or ``"none"``, or
            ``"auto"``: on loopback, port 8080 where it is free.
        keep: Leave both ends running.
        timeout: Seconds after which each container ends by itself; by default ample for the pings.
        ping_arguments: For ping, before the address.
        say: Is given each line about what was made, what ping prints, and what stays.
        progress: Is given a passing line during pulls, and an empty one when it is over.

    Raises:
        OptionError: An option that cannot be carried out.
        OutputError: An output exists already or cannot be written.
        EngineError: No engine, image, network, server or tcpdump.
        RecordingError: The recording did not come out whole; what there is of it has ``.incomplete`` in its name.
    """
    import pcapflow
    from pcapflow.recording._docker import Engine
    from pcapflow.recording._experiment import Experiment
    from pcapflow.recording._session import Session

    request = _plan.request(
        count=count,
        interval=interval,
        iface=iface,
        tap=tap,
        filter=filter,
        network=network,
        ipv6=ipv6,
        target=target,
        client_image=client_image,
        server_image=server_image,
        helper_image=helper_image,
        publish=publish,
        keep=keep,
        timeout=timeout,
        ping_arguments=ping_arguments,
    )
    is_streamed = output == "-"
    names = None if output is None or is_streamed else _plan.output_names(Path(output))
    for path in (names.pcap, names.ping_text, names.manifest, names.incomplete) if names else ():
        files.check(path, force=force)
    with (
        Engine(_engines.find()) as engine,
        Session(engine, limit_s=request.limit_s, version=pcapflow.__version__) as session,
    ):
        experiment = Experiment(session, request, say, progress)
        ends = experiment.prepare()
        if is_streamed:
            outcome = experiment.run(ends, _write_to_stdout)
            recording = Recording(None, None, None, outcome.manifest, outcome.ping_text, outcome.n_packets)
        else:
            names = names or _default_names(ends)
            recording = _to_files(experiment, ends, names, force=force)
        if keep:
            session.keep(*ends.ids)
    for line in _what_stays(recording, ends, is_kept=keep):
        say(line)
    return recording


def _default_names(ends: Ends) -> OutputNames:
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    return _plan.output_names(Path(f"{_plan.default_stem(ends.source, ends.target, at)}.pcap"))


def _write_to_stdout(records: bytes) -> None:
    sys.stdout.buffer.write(records)
    # A live reader sees each packet at once.
    sys.stdout.buffer.flush()


def _to_files(experiment: Experiment, ends: Ends, names: OutputNames, *, force: bool) -> Recording:
    """Run the experiment into a capture, its ping text and its manifest: all three or none."""
    pcap = files.OutputFile(names.pcap, incomplete=names.incomplete, force=force, mode=0o600)
    try:
        with pcap:
            outcome = experiment.run(ends, pcap.write)
            outcome.manifest["capture"]["file"] = names.pcap.name
            outcome.manifest["ping"]["file"] = names.ping_text.name
            with (
                deferred(),
                files.OutputFile(names.manifest, force=force, mode=0o600) as manifest,
                files.OutputFile(names.ping_text, force=force, mode=0o600) as ping_text,
            ):
                manifest.write(_manifest.to_json(outcome.manifest).encode())
                ping_text.write(outcome.ping_text.encode("utf-8", "surrogateescape"))
                # First, so that no text stands there without its capture.
                pcap.commit()
    except BaseException:
        if names.incomplete.exists():
            experiment.say(f"what was recorded until then is in {names.incomplete}")
        raise
    return Recording(
        names.pcap, names.ping_text, names.manifest, outcome.manifest, outcome.ping_text, outcome.n_packets
    )


def _what_stays(recording: Recording, ends: Ends, *, is_kept: bool) -> Iterator[str]:
    if recording.pcap is not None:
        n_packets = f"{recording.n_packets} packets"
        yield f"written  {recording.pcap} ({n_packets}), {recording.ping_path}, {recording.manifest_path}"
    if is_kept:
        kept = " and ".join(end.name for end in (ends.client, ends.server) if end is not None)
        yield f"kept     {kept}; 'pcapflow clean' removes what is kept"
    images = {end.image.name: None for end in (ends.client, ends.server) if end is not None}
    images[ends.helper_image.name] = None
    yield f"stays    {'' if is_kept else 'no container; '}images {', '.join(images)}"
