"""Every exception and warning of pcapflow: one tree, one screen.

A subclass exists where a caller would act differently. Numbers that an error
speaks of are attributes, too.
"""

from __future__ import annotations

__all__ = (
    "DamagedCaptureWarning",
    "EngineError",
    "ExpectationError",
    "FieldError",
    "FormatError",
    "MissingExtraError",
    "OptionError",
    "OutputError",
    "PacketError",
    "PcapflowError",
    "RecordingError",
)


class PcapflowError(Exception):
    """The root: whatever pcapflow raises on purpose is one of these."""

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions are pickled by their arguments in order, which keyword-only ones have none of.
        return _again, (type(self), self.args), self.__dict__


class FormatError(PcapflowError):
    """The input is no capture, or (``strict=True``) is damaged somewhere."""

    def __init__(self, problem: str, *, offset: int, spec: str = "", source: str = "") -> None:
        """Say what is wrong, at which byte of which file, and where the rule is written."""
        super().__init__(problem, offset, spec, source)
        self.problem = problem
        self.offset = offset
        self.spec = spec
        self.source = source

    def of(self, source: str) -> FormatError:
        """The same error, of a file by that name."""
        return FormatError(self.problem, offset=self.offset, spec=self.spec, source=source)

    def __str__(self) -> str:
        file = f"{self.source}: " if self.source else ""
        return f"{file}byte {self.offset}: {self.problem}" + (f" [{self.spec}]" if self.spec else "")


class PacketError(PcapflowError):
    """dpkt gave up on the outer header of a packet."""


class FieldError(PcapflowError, KeyError):
    """No such column, or none of this pass; the message names the nearest one, or says what to ask for."""

    # KeyError would print its argument quoted.
    __str__ = Exception.__str__


class ExpectationError(PcapflowError, ValueError):
    """An expectation that does not follow ``NAME OP NUMBER [UNIT]``."""


class OutputError(PcapflowError, OSError):
    """An output that exists already, or cannot be written."""


class MissingExtraError(PcapflowError, ImportError):
    """An optional package is not installed; the message has the command."""

    def __init__(self, package: str, *, extra: str) -> None:
        """Name the package that is missing and the extra that brings it."""
        super().__init__(f"{package} is not installed: pip install 'pcapflow[{extra}]'")
        self.package = package
        self.extra = extra


class OptionError(PcapflowError, ValueError):
    """An option that cannot be carried out, or contradicts another."""


class EngineError(PcapflowError):
    """The container engine cannot be reached, or refuses."""


class RecordingError(PcapflowError):
    """A recording did not come out whole."""


class DamagedCaptureWarning(UserWarning):
    """A pass over a capture met the place where its file breaks, or a block that cannot be read to its end."""


def _again(kind: type[PcapflowError], args: tuple[object, ...]) -> PcapflowError:
    """An error that comes from another process."""
    return kind.__new__(kind, *args)
