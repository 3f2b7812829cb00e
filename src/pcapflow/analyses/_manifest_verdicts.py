"""What the experiment of a recording should show: see the manifest that lies beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pcapflow.analyses._words import counted
from pcapflow.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pcapflow.analyses._session import PingSession

__all__ = ("ends_of", "manifest_at", "manifest_verdicts")

TTL = 64
"""What Linux sends unless told otherwise; a bridge does not route, so that it arrives."""


def manifest_verdicts(
    manifest: Mapping[str, object],
    sessions: Sequence[PingSession],
    paths: Mapping[str, tuple[int, int]],
    n_packets: int,
) -> list[Verdict]:
    """Layers, TTL, losses of the recorder.

    Args:
        manifest: The JSON file as a mapping.
        sessions: Those with requests.
        paths: frame.protocols of echo packets -> the first of their frame numbers, and how many there are.
        n_packets: Packets in the capture.
    """
    client, server = ends_of(manifest)
    ours = [session for session in sessions if session.client == client and session.target == server]
    verdicts = [_layers(paths), _ttl(manifest, ours), _dropped(manifest), _counted(manifest, n_packets)]
    # Without any ping a recorder that worked proves nothing about pings.
    return (
        verdicts
        if sessions
        else [each._replace(ok=None, detail=f"no ping; {each.detail}") if each.ok else each for each in verdicts]
    )


def ends_of(manifest: Mapping[str, object]) -> tuple[str | None, str | None]:
    """Addresses of who pings, and of who is pinged."""
    client, server = manifest_at(manifest, "client", "address"), manifest_at(manifest, "server", "address")
    return (client if isinstance(client, str) else None, server if isinstance(server, str) else None)


def manifest_at(value: object, *keys: str) -> object:
    """What stands under the keys; None where anything on the way is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _layers(paths: Mapping[str, tuple[int, int]]) -> Verdict:
    text = "every echo packet is link layer > IP > ICMP, with nothing between"
    if not paths:
        return Verdict(None, text, "no echo packet")
    more = {path: first for path, (first, _) in paths.items() if not _is_plain(path)}
    if more:
        words = (f"packet {first} is {' > '.join(_parts(path))}" for path, first in sorted(more.items()))
        return Verdict(False, text, "; ".join(words))
    found = (f"{' > '.join(_parts(path))} in {counted(count, 'packet')}" for path, (_, count) in sorted(paths.items()))
    return Verdict(True, text, "; ".join(found))


def _parts(path: str) -> list[str]:
    return [part for part in path.split(":") if part not in ("ethertype", "data")]


def _is_plain(path: str) -> bool:
    link, *rest = _parts(path)
    return link != "ip" and rest in (["ip", "icmp"], ["ipv6", "icmpv6"])


def _ttl(manifest: Mapping[str, object], sessions: Sequence[PingSession]) -> Verdict:
    text = f"TTL {TTL} both ways on one bridge"
    if not sessions:
        return Verdict(None, text, "no echo request from client to server")
    subnets = manifest_at(manifest, "network", "subnets")
    if not _is_near(sessions[0].target, subnets if isinstance(subnets, list) else []):
        return Verdict(None, text, f"{sessions[0].target} is not on the network of the recording")
    argv = manifest_at(manifest, "ping", "argv")
    asked_for_other = isinstance(argv, list) and any(str(word).startswith("-t") for word in argv[1:])
    sent, received = ({ttl for session in sessions for ttl in session.ttls[way]} for way in (0, 1))
    ways = [("replies", received)] if asked_for_other else [("requests", sent), ("replies", received)]
    ok = all(ttls <= {TTL} for _, ttls in ways)
    words = (f"{way} {' and '.join(map(str, sorted(ttls))) or 'none'}" for way, ttls in ways)
    return Verdict(ok, text, ", ".join(words))


def _is_near(address: str, subnets: Sequence[object]) -> bool:
    import ipaddress

    try:
        networks = [ipaddress.ip_network(str(subnet), strict=False) for subnet in subnets]
    except ValueError:
        return False
    return any(ipaddress.ip_address(address) in network for network in networks)


def _dropped(manifest: Mapping[str, object]) -> Verdict:
    text = "tcpdump dropped no packet"
    dropped = _counter(manifest, "dropped")
    if dropped is None:
        return Verdict(None, text, "the manifest has no counter")
    return Verdict(dropped == 0, text, f"{dropped} dropped")


def _counter(manifest: Mapping[str, object], name: str) -> int | None:
    count = manifest_at(manifest, "tcpdump", name)
    # To Python, true is a 1.
    return count if isinstance(count, int) and not isinstance(count, bool) else None


def _counted(manifest: Mapping[str, object], n_packets: int) -> Verdict:
    text = "the file holds what tcpdump captured"
    captured = _counter(manifest, "captured")
    if captured is None:
        return Verdict(None, text, "the manifest has no counter")
    return Verdict(captured == n_packets, text, f"{counted(n_packets, 'packet')} in the file, {captured} captured")
