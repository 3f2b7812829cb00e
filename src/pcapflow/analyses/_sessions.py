"""Echo packets of a whole capture -> sessions."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pcapflow.analyses._echoes import ECHO, ERROR, Echoes
from pcapflow.analyses._error_words import error_words, is_counted
from pcapflow.analyses._flows import Flow, address_text
from pcapflow.analyses._pairing import Requests, Unwrapped, pair
from pcapflow.analyses._printed import ECHO_HEADER_BYTES, is_group
from pcapflow.analyses._session import REPLY, REQUEST, PingError, PingSession
from pcapflow.analyses._sightings import joined_halves

__all__ = ("adopted", "numbered_sessions", "sessions_of")

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.void]


class _Matched(NamedTuple):
    """All echo packets and errors, and what was found of them."""

    label: str
    flows: list[Flow]
    points: list[str]
    """Names of the vantage points."""
    echo: Rows
    """ECHO[N]."""
    told_by: Ints
    """int64[N]: the flow whose target sent a reply, where that is not the target of its session."""
    numbers: Unwrapped
    """Of the echo packets."""
    partner: Ints
    duplicate: npt.NDArray[np.bool_]
    error: Rows
    """ERROR[M]."""
    error_numbers: Unwrapped


def sessions_of(echoes: Echoes, label: str) -> tuple[PingSession, ...]:
    """All sessions of a capture, in the order of their first packets."""
    return tuple(session for *_, session in numbered_sessions(echoes, label))


def numbered_sessions(echoes: Echoes, label: str) -> list[tuple[int, int, PingSession]]:
    """All sessions of a capture in their order: frame number of the first packet, flow, session."""
    matched = _match(echoes, label)
    runs = int(max(matched.numbers.run.max(initial=0), matched.error_numbers.run.max(initial=0))) + 1
    session = matched.echo["flow"].astype(np.int64) * runs + matched.numbers.run
    session_of_error = matched.error["flow"] * runs + matched.error_numbers.run
    rows, errors = _split(session), _split(session_of_error)
    found = []
    for key in rows.keys() | errors.keys():
        none = np.empty(0, np.int64)
        views = _views(matched, key % runs, rows.get(key, none), errors.get(key, none))
        first = min(
            int(part["number"][which[key][0]])
            for part, which in ((matched.echo, rows), (matched.error, errors))
            if key in which
        )
        found.append((first, key, replace(views[0], others=tuple(views[1:]))))
    return [(first, key // runs, session) for first, key, session in sorted(found, key=lambda each: each[:2])]


def _match(echoes: Echoes, label: str) -> _Matched:
    echo = _joined(ECHO, echoes.echo)
    for at in np.flatnonzero(echo["is_part"]).tolist():
        echo["n_bytes"][at] = echoes.fragments.n_bytes.get(int(echo["number"][at]), echo["n_bytes"][at])
    error = _joined(ERROR, echoes.errors)
    told_by = echo["flow"].astype(np.int64)
    _adopt_strangers(echoes, echo)
    n_points = len(echoes.points.names) or 1
    _join_halves(echo, error, n_points)

    asks, row = ~echo["reply"], np.arange(len(echo))
    group = echo["flow"].astype(np.int64) * n_points + echo["point"]
    requests = Requests.of(group[asks], row[asks], echo["seq"][asks], echo["checksum"][asks], len(echo) + 1)
    if n_points > 1 and requests.numbers.run.any():
        _align(requests.numbers, echo[asks])
    numbers = Unwrapped(np.empty(len(echo), np.int64), np.empty(len(echo), np.int64))
    told, _ = requests.follow(group[~asks], row[~asks], echo["seq"][~asks])
    for mine, part in ((asks, requests.numbers), (~asks, told)):
        numbers.run[mine], numbers.seq[mine] = part.run, part.seq
    partner, duplicate = pair(
        _numbered(group, numbers.run), numbers.seq, echo["reply"], (echo["sum_right"] != 0) | ~echo["reply"]
    )
    # An error stands between echo packets: the requests before it are those of smaller frame numbers.
    place = np.searchsorted(echo["number"], error["number"])
    error_numbers, _ = requests.follow(error["flow"] * n_points + error["point"], place, error["seq"])
    return _Matched(
        label, echoes.flows, echoes.points.names, echo, told_by, numbers, partner, duplicate, error, error_numbers
    )


def _joined(dtype: np.dtype[np.void], parts: list[Rows]) -> Rows:
    """Rows of all tables, by frame number; as bare bytes, which numpy copies several times as fast."""
    bare = f"V{dtype.itemsize}"
    rows: Rows = np.concatenate([np.empty(0, bare), *(part.view(bare) for part in parts)]).view(dtype)
    if (np.diff(rows["number"]) >= 0).all():
        return rows
    order = np.argsort(rows["number"], kind="stable")
    return rows.view(bare)[order].view(dtype)


def _numbered(group: Ints, run: Ints) -> Ints:
    return group * (int(run.max(initial=0)) + 1) + run


def _split(key: Ints) -> dict[int, Ints]:
    """Rows by key, in their order."""
    order = np.argsort(key, kind="stable")
    cuts = np.flatnonzero(np.diff(key[order])) + 1
    return {int(key[rows[0]]): rows for rows in np.split(order, cuts) if len(rows)}


def _adopt_strangers(echoes: Echoes, echo: Rows) -> None:
    flows = echoes.flows
    asked, told = (
        np.bincount(echo["flow"][echo["reply"] == is_reply], minlength=len(flows)) > 0 for is_reply in (False, True)
    )
    if (told & ~asked).any():
        echo["flow"] = adopted(flows, asked, told)[echo["flow"]]


def adopted(flows: list[Flow], asked: Flags, told: Flags) -> Ints:
    """Give replies of others to the session that they answer: to a broadcast, or from another address of the target.

    Args:
        flows: All flows.
        asked: Of which of them there are requests.
        told: Of which of them there are replies.

    Returns:
        The flow to which each belongs, nearly always itself.
    """
    takes: dict[tuple[int, str, int], int] = {}
    for at in np.flatnonzero(asked).tolist():
        flow = flows[at]
        if not told[at] or is_group(flow.target):
            takes[flow.family, flow.client, flow.ident] = at
    flow_of = np.arange(len(flows))
    for at in np.flatnonzero(told & ~asked).tolist():
        flow = flows[at]
        flow_of[at] = takes.get((flow.family, flow.client, flow.ident), at)
    return flow_of


def _join_halves(echo: Rows, error: Rows, n_points: int) -> None:
    if n_points == 1:
        return
    n_flows = int(max(echo["flow"].max(initial=0), error["flow"].max(initial=0))) + 1
    place_of = np.arange(n_flows * n_points)
    for (flow, half), point in joined_halves(echo["flow"], echo["point"], echo["reply"]).items():
        place_of[flow * n_points + half] = flow * n_points + point
    for rows in (echo, error):
        rows["point"] = place_of[rows["flow"].astype(np.int64) * n_points + rows["point"]] % n_points


def _align(numbers: Unwrapped, requests: Rows) -> None:
    """Give runs the same number at every vantage point: a packet is the same where number and checksum are."""
    for rows in _split(requests["flow"]).values():
        by_point = sorted(_split(requests["point"][rows]).values(), key=lambda part: (-len(part), part[0]))
        if len(by_point) == 1 or not numbers.run[rows].any():
            continue
        run_of: dict[tuple[int, int], int] = {}
        for part in by_point:
            here = rows[part]
            keys = list(zip(requests["seq"][here].tolist(), requests["checksum"][here].tolist(), strict=True))
            runs = numbers.run[here].copy()
            for run in np.unique(runs).tolist():
                mine = np.flatnonzero(runs == run)
                same = next((run_of[keys[at]] for at in mine.tolist() if keys[at] in run_of), None)
                if same is None:
                    same = run if not run_of else max(max(run_of.values()) + 1, run)
                numbers.run[here[mine]] = same
                for at in mine.tolist():
                    run_of.setdefault(keys[at], same)


def _views(matched: _Matched, run: int, rows: Ints, errors: Ints) -> list[PingSession]:
    """The session as each vantage point saw it; the one that saw the requests first comes first."""
    by_point, errors_by_point = _split(matched.echo["point"][rows]), _split(matched.error["point"][errors])
    none = np.empty(0, np.int64)
    views = {}
    for point in by_point.keys() | errors_by_point.keys():
        here = rows[by_point.get(point, none)]
        views[point] = _view(matched, run, point, here, errors[errors_by_point.get(point, none)])
    first = _first_point(matched, rows) if len(views) > 1 and len(rows) else None

    def rank(point: int) -> tuple[bool, int]:
        seen = [matched.echo["number"][rows[by_point[point]]]] if point in by_point else []
        seen += [matched.error["number"][errors[errors_by_point[point]]]] if point in errors_by_point else []
        return point != first, min(int(numbers[0]) for numbers in seen)

    return [views[point] for point in sorted(views, key=rank)]


def _first_point(matched: _Matched, rows: Ints) -> int:
    """The point that was the first to see most of the requests; that of the first packet when none were seen."""
    asks = rows[~matched.echo["reply"][rows]]
    if not len(asks):
        return int(matched.echo["point"][rows[0]])
    echo, seq = matched.echo[asks], matched.numbers.seq[asks]
    order = np.lexsort((echo["number"], echo["time_ns"], seq))
    firsts = order[np.r_[True, np.diff(seq[order]) != 0]]
    points, first_seen, n_firsts = np.unique(echo["point"][firsts], return_index=True, return_counts=True)
    best = np.flatnonzero(n_firsts == n_firsts.max())
    return int(points[best[np.argmin(firsts[first_seen[best]])]])


def _view(matched: _Matched, run: int, point: int, rows: Ints, errors: Ints) -> PingSession:
    echo = matched.echo
    asks = rows[~echo["reply"][rows]]
    tells = rows[echo["reply"][rows]]
    flow_at = int(echo["flow"][rows[0]] if len(rows) else matched.error["flow"][errors[0]])
    flow = matched.flows[flow_at]
    stray = matched.partner[tells] < 0
    paired = tells[~stray]
    request = matched.partner[paired]

    requests = np.zeros(len(asks), REQUEST)
    for name in ("number", "timed", "ttl", "header_right", "sum_right"):
        requests[name] = echo[name][asks]
    requests["seq"], requests["sent_ns"] = matched.numbers.seq[asks], echo["time_ns"][asks]

    replies = np.zeros(len(paired), REPLY)
    for name in ("number", "ttl", "n_bytes", "header_right", "sum_right"):
        replies[name] = echo[name][paired]
    replies["request"] = np.searchsorted(asks, request)
    replies["seq"] = matched.numbers.seq[paired]
    replies["sent_ns"], replies["received_ns"] = echo["time_ns"][request], echo["time_ns"][paired]
    replies["rtt_ns"] = replies["received_ns"] - replies["sent_ns"]
    replies["timed"] = echo["timed"][paired] & echo["timed"][request]
    replies["duplicate"] = matched.duplicate[paired]
    replies["corrupted"] = echo["sum_right"][paired] == 0
    requests["answered"][replies["request"][~replies["duplicate"] & ~replies["corrupted"]]] = True
    tellers, replies["source"] = _sources(matched.told_by[paired], flow_at)

    first_bytes = int(echo["n_bytes"][asks[0]]) if len(asks) else None
    header_bytes = int(echo["header_bytes"][asks[0]]) if len(asks) else 0
    return PingSession(
        label=matched.label,
        client=flow.client,
        target=flow.target,
        ident=flow.ident,
        run=run,
        vantage=matched.points[point],
        data_bytes=None if first_bytes is None else max(first_bytes - ECHO_HEADER_BYTES, 0),
        total_bytes=None if first_bytes is None else first_bytes + header_bytes,
        requests=requests,
        replies=replies,
        errors=tuple(_errors(matched, errors)),
        stray_seqs=matched.numbers.seq[tells[stray]],
        sources=tuple(matched.flows[at].target for at in tellers),
    )


def _sources(told_by: Ints, flow: int) -> tuple[list[int], Ints]:
    """The flows whose targets replied, the session's own first, and for each reply which of them."""
    tellers = list(dict.fromkeys([flow, *told_by.tolist()]))
    index = np.zeros(len(told_by), np.int64)
    for at, teller in enumerate(tellers):
        index[told_by == teller] = at
    return tellers, index


def _errors(matched: _Matched, rows: Ints) -> list[PingError]:
    found = []
    for row in rows.tolist():
        error = matched.error[row]
        family, kind = int(error["family"]), int(error["type"])
        found.append(
            PingError(
                number=int(error["number"]),
                seq=int(matched.error_numbers.seq[row]),
                source=address_text(family, error["source"].tobytes()),
                words=error_words(family, kind, int(error["code"]), int(error["rest"])),
                counted=is_counted(family, kind),
            )
        )
    return found
