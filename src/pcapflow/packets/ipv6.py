"""Internet Protocol, version 6, and its fragments."""

from pcapflow.packets._message import Message
from pcapflow.packets._words import Said, View, Words

__all__ = ("IPV6", "IPV6_FRAGMENT")


def _say(view: View) -> Said:
    return Said("IPv6", f"next header {view.message.text('ipv6.nxt')}")


def _say_fragment(view: View) -> Said:
    message = view.message
    offset, more = (message.number(f"ipv6.fraghdr.{name}") or 0 for name in ("offset", "more"))
    ident, following = message.text("ipv6.fraghdr.ident"), message.text("ipv6.fraghdr.nxt")
    return Said("IPv6", f"IPv6 fragment (off={offset * 8} more={'y' if more else 'n'} ident={ident} nxt={following})")


def _summary(message: Message) -> str:
    return f"Src: {message.text('ipv6.src')}, Dst: {message.text('ipv6.dst')}"


IPV6 = Words("ipv6", source=("ipv6.src",), destination=("ipv6.dst",), say=_say, summary=_summary)
IPV6_FRAGMENT = Words("ipv6.fraghdr", say=_say_fragment)
