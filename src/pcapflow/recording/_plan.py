"""What will be asked of the engine, as plain values: nothing here touches the world.

An argument list is never a text for a shell. The rights and limits are those that were measured:
tcpdump needs NET_RAW, and SETGID because it gives up its groups; neither NET_ADMIN nor a
privileged container nor a mount.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from pcapflow.errors import OptionError
from pcapflow.output import beside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

MOST_PINGS = (1 << 31) - 1
LONGEST_S = 365 * 86_400
"""Longer than anybody waits, and below what any part of the recording can count."""
MEBIBYTE = 1 << 20
SNAP_BYTES = 65_535
BUFFER_KIBIBYTES = 65_536
"""In immediate mode the kernel's buffer has a place of the snap length for each packet, however small: tcpdump's own
2 MiB are room for 8 packets of 262144 bytes, and lost 7 of 10 in a flood; this is room for a thousand."""
SERVER_PORT = 80
PUBLISHED_PORT = 8080
LOOPBACK = "127.0.0.1"
TAPS = ("auto", "host", "netns")

# 15 characters are the kernel's limit. Others would be harmless in an argument list, but no interface has them.
INTERFACE = re.compile(r"[A-Za-z0-9_.:@][A-Za-z0-9_.:@-]{0,14}")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")

CLIENT_RIGHTS = ("CHOWN", "DAC_OVERRIDE", "FOWNER", "NET_RAW", "SETFCAP", "SETGID", "SETUID")
"""NET_RAW is for ping, the rest for apt-get, which installs it."""
SERVER_RIGHTS = ("CHOWN", "DAC_OVERRIDE", "NET_BIND_SERVICE", "SETGID", "SETUID")
"""nginx takes port 80, then gives its workers another user."""
MAKER_RIGHTS = ("CHOWN", "DAC_OVERRIDE", "FOWNER", "SETFCAP", "SETGID", "SETUID")
HELPER_RIGHTS = ("NET_RAW", "SETGID")

HELPER_REPOSITORY = "pcapflow/tcpdump"
INSTALL = (
    "if command -v {command} >/dev/null; then exit 0; fi; "
    "if ! command -v apt-get >/dev/null; then exit 42; fi; "
    "apt-get update && apt-get install -y --no-install-recommends {package}"
)
NO_APT = 42
"""Exit status of `INSTALL` where the image has neither the command nor apt-get."""
IN_ENGLISH = {"LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}

# Labels, on all that is made.
MANAGED = "pcapflow.managed"
SESSION = "pcapflow.session"
ROLE = "pcapflow.role"
VERSION = "pcapflow.version"
OWNER = "pcapflow.owner"
UNTIL = "pcapflow.until"
BASE = "pcapflow.base"


@dataclass(frozen=True, slots=True)
class Publish:
    """Where the server's port 80 is published on the engine's machine."""

    address: str
    port: int | None
    """None: any free one."""
    explicit: bool
    """Whether the caller named the port, so that no other will do."""


@dataclass(frozen=True, slots=True)
class Request:
    """A recording as asked for, every part checked."""

    count: int
    interval_s: float | None
    interface: str | None
    tap: str
    filter: str | None
    network: str | None
    ipv6: bool
    target: Address | None
    client_image: str
    server_image: str
    helper_image: str | None
    publish: Publish | None
    keep: bool
    limit_s: int
    """Whatever is started for the recording ends by itself after this time."""
    ping_arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Container:
    """A container to be: what it runs, what it may, when it ends."""

    role: str
    image: str
    argv: tuple[str, ...]
    rights: tuple[str, ...]
    """Capabilities; all others are dropped."""
    limit_s: int | None
    """None: it is to stay (``--keep``)."""
    network: str
    memory_bytes: int = 1024 * MEBIBYTE
    n_processes: int = 512
    read_only: bool = False
    publish: Publish | None = None
    stop_signal: str = "SIGTERM"
    tmpfs: tuple[str, ...] = field(default=())

    @property
    def command(self) -> tuple[str, ...]:
        """The argument list under its limit; `timeout` is process 1, and hands signals on."""
        if self.limit_s is None:
            return self.argv
        return ("timeout", "-k", "2", "-s", self.stop_signal.removeprefix("SIG"), str(self.limit_s), *self.argv)


def request(
    *,
    count: int,
    interval: float | None,
    iface: str | None,
    tap: str,
    filter: str | None,  # noqa: A002 - tcpdump's own word
    network: str | None,
    ipv6: bool,
    target: str | None,
    client_image: str,
    server_image: str,
    helper_image: str | None,
    publish: str | None,
    keep: bool,
    timeout: float | None,
    ping_arguments: Sequence[str],
) -> Request:
    """Check the options of a recording, alone and together.

    Raises:
        OptionError: One that cannot be carried out.
    """
    if not 1 <= count <= MOST_PINGS:
        raise OptionError(f"count {count}: at least one ping is needed, and {MOST_PINGS} are possible")
    if interval is not None and not 0 <= interval <= 3600:
        raise OptionError(f"interval {interval}: 0 to 3600 seconds are possible")
    if tap not in TAPS:
        raise OptionError(f"tap {tap!r}: choose one of {', '.join(TAPS)}")
    address = None if target is None else target_address(target)
    if address is not None and ipv6 and address.version == 4:
        raise OptionError(f"target {address}: is an IPv4 address, and IPv6 was asked for")
    duration_s = count * (1 if interval is None else interval)
    limit_s = 180 + 2 * duration_s if timeout is None else timeout
    if timeout is None and limit_s > LONGEST_S:
        raise OptionError(f"count {count}: would take longer than a year; --timeout sets a limit")
    # Said so that a NaN is refused, too.
    if not 1 <= limit_s <= LONGEST_S:
        raise OptionError(f"timeout {timeout}: at least one second is needed, and {LONGEST_S} are possible")
    for name, image in (("client", client_image), ("server", server_image), ("helper", helper_image)):
        if image is not None and (not image or image.startswith("-") or not image.isprintable() or " " in image):
            raise OptionError(f"{name} image {image!r}: is no name of an image")
    return Request(
        count=count,
        interval_s=interval,
        interface=None if iface is None else interface_name(iface),
        tap=tap,
        filter=None if filter is None else _words("filter", filter),
        network=network,
        ipv6=ipv6 or (address is not None and address.version == 6),
        target=address,
        client_image=client_image,
        server_image=server_image,
        helper_image=helper_image,
        publish=None if address is not None else published(publish),
        keep=keep,
        limit_s=int(limit_s),
        ping_arguments=tuple(_words("ping argument", word) for word in ping_arguments),
    )


def interface_name(name: str) -> str:
    """The name of an interface, as the kernel allows it.

    Raises:
        OptionError: It is none.
    """
    if not INTERFACE.fullmatch(name):
        raise OptionError(f"interface {name!r}: 1 to 15 letters, digits and _ . : @ - are a name, not beginning with -")
    return name


def target_address(text: str) -> Address:
    """The address to be pinged instead of a server.

    Raises:
        OptionError: It is no address, or one that no bridge ever sees.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise OptionError(f"target {text!r}: is no IPv4 or IPv6 address (names are not looked up)") from None
    if address.is_loopback or address.is_unspecified:
        raise OptionError(f"target {address}: {NEVER_SEEN}")
    return address


NEVER_SEEN = "is the client itself; such a ping runs over its loopback interface, and no bridge ever sees it"


def published(text: str | None) -> Publish | None:
    """``[ADDRESS:]PORT``, ``none``, or ``auto``: 8080 where it is free, else any.

    Raises:
        OptionError: It is neither.
    """
    if text is None or text == "none":
        return None
    if text == "auto":
        return Publish(LOOPBACK, PUBLISHED_PORT, explicit=False)
    address, _, port = text.rpartition(":")
    try:
        checked = str(ipaddress.ip_address(address.removeprefix("[").removesuffix("]"))) if address else LOOPBACK
    except ValueError:
        raise OptionError(f"publish {text!r}: {address!r} is no address; [ADDRESS:]PORT or none") from None
    if not (port.isascii() and port.isdecimal() and 1 <= int(port) <= 65535):
        raise OptionError(f"publish {text!r}: {port!r} is no port; [ADDRESS:]PORT or none")
    return Publish(checked, int(port), explicit=True)


def _words(what: str, text: str) -> str:
    if CONTROL.search(text):
        raise OptionError(f"{what} {text!r}: has a control character")
    return text


def client(request: Request, network: str) -> Container:
    """The end that pings, kept alive until it is removed or its limit has passed."""
    return Container(
        role="client",
        image=request.client_image,
        argv=("sleep", "infinity"),
        rights=CLIENT_RIGHTS,
        limit_s=None if request.keep else request.limit_s,
        network=network,
    )


def server(request: Request, network: str, *, entrypoint: Sequence[str], command: Sequence[str]) -> Container:
    """The end that is pinged.

    Args:
        request: What was asked for.
        network: The network's name.
        entrypoint: The image's own.
        command: The image's own. An image that would start a mere shell, or nothing, is told to start nginx.
    """
    argv = (*entrypoint, *command)
    if not argv or (len(argv) == 1 and argv[0].rpartition("/")[2] in ("sh", "bash")):
        argv = ("nginx", "-g", "daemon off;")
    return Container(
        role="server",
        image=request.server_image,
        argv=argv,
        rights=SERVER_RIGHTS,
        limit_s=None if request.keep else request.limit_s,
        network=network,
        publish=request.publish,
    )


def helper(request: Request, image: str, *, network: str, interface: str, capture_filter: str) -> Container:
    """The container in which tcpdump runs: no right, no path and no process more than it needs."""
    return Container(
        role="helper",
        image=image,
        argv=tcpdump_argv(interface, capture_filter),
        rights=HELPER_RIGHTS,
        limit_s=request.limit_s,
        network=network,
        memory_bytes=256 * MEBIBYTE,
        n_processes=16,
        read_only=True,
        stop_signal="SIGINT",
    )


def helper_maker(base: str, *, network: str, limit_s: int) -> Container:
    """The container in which tcpdump is installed, to be committed as the helper's image."""
    return Container(
        role="maker",
        image=base,
        argv=("sleep", "infinity"),
        rights=MAKER_RIGHTS,
        limit_s=limit_s,
        network=network,
    )


def tcpdump_argv(interface: str, capture_filter: str) -> tuple[str, ...]:
    """What tcpdump is started with.

    ``-U`` alone is not enough: without ``--immediate-mode`` a stop right after the ping writes no packet
    and exit status 0. Promiscuous mode stays on, since a bridge does not pass up what it forwards. With
    ``-Z root`` tcpdump keeps the user of `timeout`, which could not signal it otherwise. A filter that
    begins with ``-`` would be an option (``-z`` runs a command), hence ``--``.
    """
    return (
        "tcpdump",
        *("-Z", "root"),
        *("-i", interface),
        # Only this link type says at which interface a packet was seen.
        *(("-y", "LINUX_SLL2") if interface == "any" else ()),
        *("-U", "--immediate-mode", "--time-stamp-precision=nano"),
        *("-s", str(SNAP_BYTES)),
        *("-B", str(BUFFER_KIBIBYTES)),
        *("-w", "-"),
        *("--", capture_filter),
    )


def ping_argv(request: Request, address: Address) -> tuple[str, ...]:
    """What ping is started with; the caller's arguments come last before the address, so they win."""
    interval = () if request.interval_s is None else ("-i", f"{request.interval_s:g}")
    return ("ping", "-c", str(request.count), *interval, *request.ping_arguments, str(address))


def hosts_filter(addresses: Sequence[Address]) -> str:
    """The default filter: all that has to do with these hosts (ARP, neighbour discovery, errors of routers)."""
    return " or ".join(f"host {address}" for address in addresses)


def install(command: str, package: str) -> tuple[str, ...]:
    """Install a command where it is missing; see `NO_APT`."""
    return ("sh", "-c", INSTALL.format(command=command, package=package))


def helper_image_name(base_id: str) -> str:
    """The name of the helper's image: another one when its base or its recipe changes."""
    recipe = base_id + INSTALL.format(command="tcpdump", package="tcpdump")
    return f"{HELPER_REPOSITORY}:{hashlib.sha256(recipe.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class OutputNames:
    """The files of a recording, beside each other."""

    pcap: Path
    ping_text: Path
    manifest: Path
    incomplete: Path


def output_names(pcap: Path) -> OutputNames:
    """``bridge.pcap`` goes with ``bridge.ping.txt``, ``bridge.manifest.json`` and ``bridge.incomplete.pcap``.

    Raises:
        OptionError: The name promises another format.
    """
    if pcap.suffix.lower() in (".pcapng", ".ntar"):
        raise OptionError(f"{pcap}: a recording is a classic pcap; name it {pcap.with_suffix('.pcap').name}")
    return OutputNames(
        pcap,
        *(pcap.with_name(beside(pcap.name, ending)) for ending in (".ping.txt", ".manifest.json", ".incomplete.pcap")),
    )


def default_stem(client_address: Address, server_address: Address, at: str) -> str:
    """``ping-CLIENT-SERVER-TIME``; a colon is no character for a file name everywhere."""
    return f"ping-{client_address}-{server_address}-{at}".replace(":", "_")
