"""What dpkt may raise on bytes from a network, and how it is said."""

from __future__ import annotations

import struct

from pcapflow.forms import printable

__all__ = ("raised_by_dpkt", "reason_of")

_MOST_CHARACTERS = 120

# Besides errors of its own dpkt lets through whatever its arithmetic on lengths and indexes runs into. MemoryError: a
# length that was read is allocated; RecursionError (a RuntimeError): an error quotes an error quotes an error;
# NameError: a local that only one branch sets; AssertionError: it checks some lengths that way; NotImplementedError
# (a RuntimeError) and OSError: addresses of lengths that inet_ntop refuses.
_STRAY = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    NameError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
)


def raised_by_dpkt() -> tuple[type[BaseException], ...]:
    """Every kind of exception that may come out of dpkt."""
    import dpkt
    import dpkt.http2
    import dpkt.ssl

    return (dpkt.dpkt.Error, dpkt.http2.HTTP2Exception, dpkt.ssl.SSL3Exception, *_STRAY)


def reason_of(error: BaseException) -> str:
    """An exception in a few words: some of dpkt's hold the packet's bytes."""
    words = printable(str(error))
    if len(words) > _MOST_CHARACTERS:
        words = words[:_MOST_CHARACTERS] + "..."
    name = type(error).__name__
    return f"{name}: {words}" if words else name
