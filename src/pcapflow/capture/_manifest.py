"""What lies beside a recorded capture: the manifest of the recording, and what ping printed."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from pcapflow.analyses import manifest_at
from pcapflow.errors import PcapflowError
from pcapflow.output import beside
from pcapflow.results import Grid, GridColumn, Metric, Metrics, Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pcapflow.results import Block

__all__ = ("manifest_beside", "manifest_blocks", "manifest_path", "ping_text_beside", "ping_text_path")


def manifest_beside(capture: str | None) -> dict[str, Any] | None:
    """The manifest of ``bridge.pcap`` is ``bridge.manifest.json``; None where there is none.

    Raises:
        PcapflowError: The file is there and no manifest.
    """
    if capture is None:
        return None
    path = manifest_path(capture)
    if not os.path.isfile(path):
        return None
    try:
        with open(path, encoding="utf-8") as file:
            manifest = json.load(file)
    # RecursionError: ten thousand brackets.
    except (ValueError, RecursionError) as error:
        raise PcapflowError(f"{path}: no JSON: {error}") from error
    if not isinstance(manifest, dict):
        raise PcapflowError(f"{path}: no manifest: an object is needed, not {type(manifest).__name__}")
    return manifest


def manifest_path(capture: str) -> str:
    """Where the manifest of a capture is, if there is one."""
    return beside(capture, ".manifest.json")


def ping_text_path(capture: str | None, manifest: Mapping[str, Any]) -> str | None:
    """Where the file is with what ping printed, which the manifest names; None where it is not there.

    It lies beside the capture: no manifest leads elsewhere.
    """
    name = manifest_at(manifest, "ping", "file")
    if capture is None or not isinstance(name, str) or os.path.basename(name) != name:
        return None
    path = os.path.join(os.path.dirname(capture), name)
    return path if os.path.isfile(path) else None


def ping_text_beside(capture: str | None, manifest: Mapping[str, Any]) -> tuple[str, str] | None:
    """Name and text of the file with what ping printed; None where it is not there."""
    path = ping_text_path(capture, manifest)
    if path is None:
        return None
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        return path, file.read()


def manifest_blocks(manifest: Mapping[str, Any]) -> list[Block]:
    """What was captured and with what, for people."""
    ends = [(end, manifest_at(manifest, end)) for end in ("client", "server")]
    columns = (
        GridColumn("end", "End"),
        GridColumn("address", "Address"),
        GridColumn("mac", "MAC"),
        GridColumn("image", "Image"),
        GridColumn("image_id", "Image ID"),
    )
    rows = tuple(
        (end, _text(it, "address"), _text(it, "mac"), _text(it, "image", "name"), _text(it, "image", "id")[:19])
        for end, it in ends
        if isinstance(it, dict)
    )
    facts = tuple(Metric(key, label, text) for key, label, text in _facts(manifest) if text)
    blocks: list[Block] = [
        Grid("recording.ends", "What was captured", columns, rows),
        Metrics("recording", "With what", facts),
    ]
    notes = manifest_at(manifest, "notes")
    blocks += [Note("recording.note", "", str(note)) for note in (notes if isinstance(notes, list) else [])]
    return blocks


def _facts(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield "made_by", "Recorded by", _text(manifest, "made_by")
    yield "start", "Start", _text(manifest, "start")
    yield "end", "End", _text(manifest, "end")
    yield "network", "Network", _text(manifest, "network", "name")
    yield "interface", "Interface", _text(manifest, "tap", "interface")
    argv = manifest_at(manifest, "ping", "argv")
    yield "ping", "Command", " ".join(map(str, argv)) if isinstance(argv, list) else ""
    argv = manifest_at(manifest, "tcpdump", "argv")
    yield "tcpdump", "tcpdump", " ".join(map(str, argv)) if isinstance(argv, list) else ""
    counts = [f"{_text(manifest, 'tcpdump', name)} {name}" for name in ("captured", "received", "dropped")]
    yield "counters", "Its counters", ", ".join(counts)
    yield "engine", "Engine", _text(manifest, "engine", "version")


def _text(value: object, *keys: str) -> str:
    found = manifest_at(value, *keys)
    return "" if found is None else str(found)
