"""What a section header says beside its byte order. Spec: draft-ietf-opsawg-pcapng section 4.1."""

from __future__ import annotations

from pcapflow.files._records import SectionNotes
from pcapflow.files.pcapng._options import options_once, text_of_option

__all__ = ("parse_section",)

# Behind the byte-order magic, the version and the section's length.
OPTIONS_AT = 16
SHB_HARDWARE, SHB_OS, SHB_USERAPPL = 2, 3, 4


def parse_section(body: bytes, order: str) -> tuple[SectionNotes, str]:
    """Read what lies between the two lengths of a block, at least 16 bytes; ``order`` is ``<`` or ``>``.

    Returns:
        What it says, and why it cannot be read to its end, if it cannot.
    """
    options, comments, problem = options_once(body, OPTIONS_AT, order)
    hardware, system, application = (
        text_of_option(options[code]) if code in options else None for code in (SHB_HARDWARE, SHB_OS, SHB_USERAPPL)
    )
    return SectionNotes("little" if order == "<" else "big", hardware, system, application, comments), problem
