"""Ethernet."""

from pcapflow.forms import Form
from pcapflow.packets._message import Message
from pcapflow.packets._words import Words

__all__ = ("ETHERNET",)


def _summary(message: Message) -> str:
    return f"Src: {message.text('eth.src')}, Dst: {message.text('eth.dst')}"


ETHERNET = Words(
    "eth",
    source=("eth.src",),
    destination=("eth.dst",),
    summary=_summary,
    # Half an address is known by its digits.
    forms={"eth.dst.oui": Form.HEX24, "eth.src.oui": Form.HEX24},
)
