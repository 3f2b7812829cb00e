"""Telnet. Spec: RFC 854. dpkt has a function and no class: text without its commands, and what options say."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from pcapflow.packets._dpkt._nodes import Application, field, text_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pcapflow.results import TreeNode

__all__ = ("TELNET",)

_COMMAND = 255
_WITH_OPTION = {251: "Will", 252: "Will not", 253: "Do", 254: "Do not"}


def _read(payload: bytes) -> Iterator[TreeNode]:
    import dpkt.telnet

    lines, options = dpkt.telnet.strip_options(payload)
    for before, after in pairwise(payload):
        if before == _COMMAND and after in _WITH_OPTION:
            yield field(f"Command: {_WITH_OPTION[after]}", "telnet.cmd", after)
    for name, value in options.items():
        yield field(f"Option {text_from(name)}", "telnet.string_subopt.value", text_from(value))
    for line in lines:
        yield field("Data", "telnet.data", text_from(line))


TELNET = Application("telnet", "Telnet", _read, {"tcp.port": (23,)}, most_bytes=4_096)
