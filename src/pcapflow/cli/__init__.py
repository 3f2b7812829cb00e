"""Commands, one file each; none has logic of its own.

A command is a module with ``HELP``, ``add_arguments(parser)`` and
``run(arguments) -> exit status``.
"""

from __future__ import annotations

COMMANDS = ("record", "ping", "show", "info", "check", "checksums", "report", "fields", "doctor", "clean")
"""Every command, in the order in which ``--help`` shows them; each is the module of that name."""
