"""Figures as text, and the README that holds them."""

from __future__ import annotations

import re
import statistics
from typing import TYPE_CHECKING

from . import rows as r
from .claims import claims_of
from .measure import CLOCKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .measure import Results

__all__ = ("profile_text", "table_text", "written")

GROUND = {r.LIBPCAP: "x libpcap", r.READ: "x read()"}
"""Rows that others are compared with, and the head of the column that says how many times as fast they are."""
LEAST = 1000
"""Packets of a capture of which a rate says something."""
NOT_SHOWN = (r.COMPILED, r.COLUMNS, r.TABLES)
"""Rows of the profile, which has a table of its own."""


def table_text(results: Results, machine: Mapping[str, str]) -> str:
    """Machine, a table for each capture, and what must hold."""
    return "\n".join([*_machine(machine), *_tables(results), *_columns(results), *_held(results)])


def _machine(machine: Mapping[str, str]) -> Iterator[str]:
    for name, value in machine.items():
        yield f"{name:<10} {value}"


def _tables(results: Results) -> Iterator[str]:
    for (group, capture), measured in results.tables().items():
        names = [name for name in measured if name not in NOT_SHOWN]
        if not names:
            continue
        ground = {name: short for name, short in GROUND.items() if name in names}
        n_packets = results.n_packets[capture]
        yield ""
        yield f"{group}: {capture}" + (f", {n_packets:,} packets" if n_packets else "")
        head = f"{'medians':<32} {'wall s':>8} {'cpu s':>8} {'M packets/s':>12} {'ns/packet':>10}"
        yield head + "".join(f" {short:>10}" for short in ground.values()) + f" {'MiB':>6}"
        for name in sorted(names, key=lambda name: results.seconds(capture, name)):
            yield _line(results, capture, name, tuple(ground))


def _line(results: Results, capture: str, name: str, ground: Sequence[str]) -> str:
    wall_s, cpu_s = (results.seconds(capture, name, clock) for clock in CLOCKS)
    cells = [f"{name:<32} {wall_s:>8.3f} {cpu_s:>8.3f}"]
    each_s = results.seconds(capture, name) / (results.n_packets[capture] or 1)
    shown = results.n_packets[capture] >= LEAST
    cells.append(f"{1e-6 / each_s:>12.3f} {each_s * 1e9:>10.1f}" if shown else " " * 23)
    cells += [f"{results.times_as_fast((capture, name), (capture, than)):>10.2f}" for than in ground]
    peak_mib = results.peak_bytes(capture, name) / (1 << 20)
    cells.append(f"{peak_mib:>6.0f}" if peak_mib else "")
    return " ".join(cells).rstrip()


def _columns(results: Results) -> Iterator[str]:
    for capture in results.captures():
        if (capture, r.COLUMNS) not in results:
            continue
        each = results.parts_s(capture, r.COLUMNS)
        ordered = sorted(each, key=each.__getitem__)
        mean_s = statistics.mean(each.values())
        named = (f"{name} {each[name] * 1e9:.1f}" for name in (ordered[0], ordered[len(ordered) // 2], ordered[-1]))
        yield ""
        yield f"{capture}: {len(each)} columns made of a held table, {mean_s * 1e9:.1f} ns a row on average"
        yield f"quickest, median and slowest column, ns a row: {', '.join(named)}"


def _held(results: Results) -> Iterator[str]:
    claims = claims_of(results)
    if not claims:
        return
    yield ""
    width = max(len(claim.what) for claim in claims)
    for claim in claims:
        verdict = "holds" if claim.holds else "DOES NOT HOLD"
        limit = f"at {'most' if claim.at_most else 'least'} {claim.limit:g}"
        yield f"{claim.what:<{width}} {claim.found:>7.2f}   {limit:<13} {verdict}"


def profile_text(results: Results) -> str:
    """Where the time of the streamed job goes: what rows add that do ever more, and the compiled loops alone."""
    if not _profiled(results):
        return ""
    lines = [f"{'ns a packet':<44}" + "".join(f"{capture:>14}" for capture in _profiled(results))]
    shares = [_shares(results, capture) for capture in _profiled(results)]
    for name in dict.fromkeys(name for share in shares for name in share):
        cells = "".join(f"{share[name]:>14.1f}" if name in share else f"{'':>14}" for share in shares)
        lines.append(f"{name:<44}{cells}")
    return "\n".join(lines)


def _profiled(results: Results) -> list[str]:
    steps = (r.READ, r.RECORDS, r.TABLES, r.STREAMED, r.COMPILED)
    return [capture for capture in results.captures() if all((capture, name) in results for name in steps)]


def _shares(results: Results, capture: str) -> dict[str, float]:
    """What each step adds, in ns a packet."""
    n_packets = results.n_packets[capture]
    loops = results.parts_s(capture, r.COMPILED)
    read_s, records_s, tables_s, streamed_s = (
        results.seconds(capture, name) for name in (r.READ, r.RECORDS, r.TABLES, r.STREAMED)
    )
    of_records = sum(seconds for name, seconds in loops.items() if "record" in name)
    of_layers = sum(loops.values()) - of_records
    seconds = {
        "reading the file": read_s,
        "record headers: compiled": of_records,
        "record headers: Python and numpy a window": records_s - read_s - of_records,
        "layers: compiled": of_layers,
        "layers: Python and numpy a window": tables_s - records_s - of_layers,
        "a column of each layer, summed": streamed_s - tables_s,
        "all": streamed_s,
    }
    return {name: each / n_packets * 1e9 for name, each in seconds.items()}


def written(page: str, blocks: Mapping[str, str]) -> str:
    """The page with these texts in its blocks: between ``<!-- NAME -->`` and ``<!-- /NAME -->``.

    Raises:
        ValueError: The page has no such block.
    """
    for name, text in blocks.items():
        found = re.search(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", page, re.S)
        if found is None:
            raise ValueError(f"no block {name!r}")
        page = f"{page[: found.end(1)]}```text\n{text}\n```\n{page[found.start(2) :]}"
    return page
