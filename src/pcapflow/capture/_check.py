"""A check of a capture: what lies beside it and what else is expected are fetched here; analyses judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pcapflow.capture._manifest import manifest_beside, ping_text_beside
from pcapflow.errors import FormatError
from pcapflow.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pcapflow.analyses import CheckResult, PingSession
    from pcapflow.capture._capture import Capture
    from pcapflow.expectations import Expectation
    from pcapflow.ping_text import PingText

__all__ = ("check",)


def check(
    capture: Capture,
    expectations: tuple[str, ...],
    *,
    manifest: Mapping[str, Any] | None = None,
    against: str | None = None,
) -> CheckResult:
    """Judge the pings of a capture by the usual, by what lies beside it, and by further expectations.

    Raises:
        ExpectationError: One does not follow the grammar; no packet was read.
        PcapflowError: What lies beside the capture, or ``against``, cannot be read.
    """
    from pcapflow.analyses import Check
    from pcapflow.expectations import parse

    parsed = [parse(text) for text in expectations]
    if manifest is None:
        manifest = manifest_beside(capture.recorded)
    name = ""
    if against is None and manifest is not None:
        name, against = ping_text_beside(capture.recorded, manifest) or ("", None)
    analysis = Check(
        capture.label,
        manifest=manifest,
        against=None if against is None else _parsed(against, name),
        compared_with=name or "the text given",
    )
    capture.run(analysis)
    result = analysis.result(interfaces=capture.interfaces, notes=capture.notes)
    sessions = [session for session in result.sessions if session.n_requests]
    return result.with_expected(_judged(parsed, sessions))


def _parsed(text: str, name: str) -> PingText:
    from pcapflow import ping_text

    try:
        return ping_text.parse(text)
    except FormatError as error:
        # Its bytes are not those of the capture.
        raise error.of(name or "what ping printed") from None


def _judged(expectations: list[Expectation], sessions: list[PingSession]) -> Iterator[Verdict]:
    from pcapflow.expectations import judge

    for expectation in expectations:
        if not sessions:
            yield Verdict(None, expectation.text, "there is no ping in the capture")
        for session in sessions:
            verdict = judge(expectation, session.metrics())
            yield verdict if len(sessions) == 1 else verdict._replace(text=f"{session.name}: {verdict.text}")
