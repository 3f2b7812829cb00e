"""The manifest of a recording: what was made, of what, and what was counted, as one JSON object."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pcapflow.recording._values import End, Image

FORMAT = 1
"""Raised when a key changes its meaning or goes; a new key does not raise it."""


def described_image(image: Image) -> dict[str, object]:
    """An image by name, ID and, where it was pulled, its registry's digest."""
    return {"name": image.name, "id": image.id, "digest": image.digest}


def described_end(end: End, *, ipv6: bool) -> dict[str, object]:
    """A client or server: ``address`` is the one that pings or is pinged."""
    described: dict[str, object] = {
        "address": str(end.address(ipv6=ipv6)),
        "addresses": [str(address) for address in end.addresses],
        "mac": end.mac,
        "image": described_image(end.image),
    }
    if end.published is not None:
        described["published"] = {"address": end.published.address, "port": end.published.port}
    return described


def to_json(manifest: Mapping[str, object]) -> str:
    """The file's text."""
    return json.dumps({"format": FORMAT, **manifest}, indent=2, ensure_ascii=False) + "\n"


def version_lines(text: str) -> Sequence[str]:
    """What ``tcpdump --version`` says of itself and of libpcap."""
    return [line.strip() for line in text.splitlines() if line.startswith(("tcpdump", "libpcap"))]
