"""Network Time Protocol. Spec: RFC 5905 section 7.3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.packets._dpkt._nodes import Application, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.results import TreeNode

__all__ = ("NTP",)

_FIELDS = (
    ("Leap indicator", "ntp.flags.li", "li"),
    ("Version number", "ntp.flags.vn", "v"),
    ("Mode", "ntp.flags.mode", "mode"),
    ("Peer clock stratum", "ntp.stratum", "stratum"),
    ("Peer polling interval", "ntp.ppoll", "interval"),
    ("Peer clock precision", "ntp.precision", "precision"),
    ("Root delay", "ntp.rootdelay", "delay"),
    ("Root dispersion", "ntp.rootdispersion", "dispersion"),
    ("Reference ID", "ntp.refid", "id"),
    ("Reference timestamp", "ntp.reftime", "update_time"),
    ("Origin timestamp", "ntp.org", "originate_time"),
    ("Receive timestamp", "ntp.rec", "receive_time"),
    ("Transmit timestamp", "ntp.xmt", "transmit_time"),
)


def _read(payload: bytes) -> Iterator[TreeNode]:
    import dpkt.ntp

    message = dpkt.ntp.NTP(payload)
    for label, name, attr in _FIELDS:
        yield field(label, name, getattr(message, attr))


NTP = Application("ntp", "Network Time Protocol", _read, reached_by={"udp.port": (123,)})
