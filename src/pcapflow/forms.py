"""Value <-> text: the forms in which tshark writes a field, and what of a text a terminal may see.

Addresses are those of ``inet_ntop``, as tshark's are: RFC 5952, with the last
four bytes of ``::ffff:192.0.2.1`` and of ``::192.0.2.1`` as an IPv4 address.
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, Any

from pcapflow.errors import FieldError

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt

__all__ = ("Form", "one_text", "printable", "text_of", "value_of")

_NS_PER_S = 1_000_000_000


class Form(enum.Enum):
    """How the values of a column are written. Each holds its description, for messages."""

    DECIMAL = "a number"
    HEX8 = "a number of 8 bits, as 0x0f"
    HEX16 = "a number of 16 bits, as 0x00ff"
    HEX24 = "a number of 24 bits, as 0x000fff"
    HEX32 = "a number of 32 bits, as 0x0000ffff"
    BOOLEAN = "a truth value, 0 or 1"
    EPOCH = "a time, as seconds since 1970"
    """int64 nanoseconds; ``1477674114.088087000``."""
    DURATION = "a duration, as seconds"
    """int64 nanoseconds; ``-0.000035000``."""
    MAC = "a MAC address, as 02:42:ac:11:00:02"
    """uint8[6]."""
    IPV4 = "an IPv4 address"
    """uint8[4]."""
    IPV6 = "an IPv6 address"
    """uint8[16]."""
    BYTES = "bytes, as 0a0b0c"
    """uint8[n]; written without separators, read with or without colons."""
    TEXT = "text"
    r"""Line ends, tabs and backspaces are written as ``\n`` and the like; they are not read back."""


_HEX_BITS = {Form.HEX8: 8, Form.HEX16: 16, Form.HEX24: 24, Form.HEX32: 32}


def _seconds_text(value_ns: int) -> str:
    whole, rest = divmod(abs(value_ns), _NS_PER_S)
    return f"{'-' if value_ns < 0 else ''}{whole}.{rest:09d}"


# What would take a value to another line, or to another column.
_ESCAPED = str.maketrans({"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"})

_NUMBER_TEXT: dict[Form, Callable[[Any], str]] = {
    Form.DECIMAL: str,
    **{form: f"0x%0{bits // 4}x".__mod__ for form, bits in _HEX_BITS.items()},
    Form.BOOLEAN: lambda value: "1" if value else "0",
    Form.EPOCH: _seconds_text,
    Form.DURATION: _seconds_text,
    Form.TEXT: lambda text: text.translate(_ESCAPED),
}


def _ipv6_text(raw: bytes) -> str:
    import socket

    return socket.inet_ntop(socket.AF_INET6, raw)


_BYTES_TEXT: dict[Form, Callable[[bytes], str]] = {
    Form.MAC: lambda raw: raw.hex(":"),
    Form.IPV4: lambda raw: ".".join(map(str, raw)),
    Form.IPV6: _ipv6_text,
    Form.BYTES: bytes.hex,
}


def text_of(values: npt.NDArray[np.generic], form: Form) -> list[str]:
    """Write each value in its form.

    Args:
        values: [N] numbers, truth values or texts; uint8[N, n] for addresses and bytes.
        form: How they are written.
    """
    if form in _BYTES_TEXT:
        n_bytes = values.shape[1]
        raw = values.tobytes()
        return [_BYTES_TEXT[form](raw[row * n_bytes : (row + 1) * n_bytes]) for row in range(len(values))]
    return list(map(_NUMBER_TEXT[form], values.tolist()))


def one_text(value: int | str | bytes | npt.NDArray[np.uint8] | np.generic, form: Form) -> str:
    """Write one value in its form."""
    if form in _BYTES_TEXT:
        return _BYTES_TEXT[form](bytes(value))  # type: ignore[arg-type]  # addresses are bytes or uint8[n]
    # A scalar of numpy knows its Python value; an int or a str is one.
    return _NUMBER_TEXT[form](value.item() if hasattr(value, "item") else value)


def _number(text: str, n_bits: int | None = None) -> int:
    # int() alone would take "1_000", " 1" and the digits of other scripts.
    if not re.fullmatch(r"-?[0-9]+|0[xX][0-9a-fA-F]+", text):
        raise ValueError
    value = int(text, 16 if text[:2] in ("0x", "0X") else 10)
    if n_bits is not None and not 0 <= value < 1 << n_bits:
        raise ValueError
    return value


def _boolean(text: str) -> int:
    return {"0": 0, "1": 1, "false": 0, "true": 1}[text.lower()]


def _seconds(text: str) -> int:
    match = re.fullmatch(r"(-?)([0-9]+)(?:\.([0-9]{1,9}))?", text)
    if not match:
        raise ValueError
    sign, whole, rest = match.groups(default="")
    value_ns = int(whole) * _NS_PER_S + int(rest.ljust(9, "0"))
    return -value_ns if sign else value_ns


def _mac(text: str) -> bytes:
    if not re.fullmatch(r"[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}", text):
        raise ValueError
    return bytes.fromhex(text.replace(":", "").replace("-", ""))


def _bytes(text: str) -> bytes:
    if not re.fullmatch(r"([0-9a-fA-F]{2}(:?[0-9a-fA-F]{2})*)?", text):
        raise ValueError
    return bytes.fromhex(text.replace(":", ""))


def _ipv4(text: str) -> bytes:
    import socket

    # inet_aton would take 127.1.
    return socket.inet_pton(socket.AF_INET, text)


def _ipv6(text: str) -> bytes:
    import socket

    return socket.inet_pton(socket.AF_INET6, text)


_VALUE: dict[Form, Callable[[str], int | str | bytes]] = {
    Form.DECIMAL: _number,
    **{form: lambda text, bits=bits: _number(text, bits) for form, bits in _HEX_BITS.items()},  # type: ignore[misc]  # mypy cannot type the default
    Form.BOOLEAN: _boolean,
    Form.EPOCH: _seconds,
    Form.DURATION: _seconds,
    Form.MAC: _mac,
    Form.IPV4: _ipv4,
    Form.IPV6: _ipv6,
    Form.BYTES: _bytes,
    Form.TEXT: str,
}


def value_of(text: str, form: Form) -> int | str | npt.NDArray[np.uint8]:
    """Read a value: what ``one_text`` wrote, and the ways in which people write the same.

    Returns:
        An int (times: nanoseconds), a str, or uint8[n] for addresses and bytes.

    Raises:
        FieldError: The text is not of this form.
    """
    try:
        value = _VALUE[form](text)
    except (ValueError, KeyError, OSError):
        raise FieldError(f"{printable(text)!r} is not {form.value}") from None
    if not isinstance(value, bytes):
        return value
    import numpy as np

    return np.frombuffer(value, np.uint8)


# C0, DEL and C1 command a terminal; U+2028 and U+2029 break lines; the bidirectional
# marks show a text in another order than it has (Unicode TR 36, section 3.5); a lone
# surrogate cannot be encoded at all.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    r"""Make a text harmless on a terminal: whatever could command it is shown as ``\x1b`` or ``\u202e``.

    Line feeds and tabs are no exception: who prints lines calls this for each.
    """
    return _UNPRINTABLE.sub(lambda match: _escape(ord(match[0])), text)


def _escape(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
