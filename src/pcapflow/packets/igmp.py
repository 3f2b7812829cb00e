"""Internet Group Management Protocol; the words are tshark's."""

from bisect import bisect_left
from operator import itemgetter
from typing import Any

from pcapflow.packets._message import Message
from pcapflow.packets._words import Said, View, Words

__all__ = ("IGMP", "IGMP_GROUP", "IGMP_HOST_GROUP", "IGMP_QUERY", "IGMP_RECORDS", "IGMP_REPORT", "IGMP_TRACE")

_BLOCK = {5: ("ALLOW_NEW_SOURCES", "new source"), 6: ("BLOCK_OLD_SOURCES", "block source")}


def _say_type(view: View) -> Said:
    kind = view.message.number("igmp.type")
    return Said("IGMP", "" if kind is None else f"Unknown Type:0x{kind:02x}")


def _say_query(view: View) -> Said:
    message = view.message
    is_third = bool(message.texts("igmp.num_src"))
    if not is_third and message.number("igmp.max_resp") == 0:
        return Said("IGMPv1", "Membership Query")
    group = message.text("igmp.maddr")
    is_general = not any(message.address("igmp.maddr") or b"")
    words = "Membership Query, general" if is_general else f"Membership Query, specific for group {group}"
    sources = message.texts("igmp.saddr")
    if sources:
        words += f", source{'s' if len(sources) > 1 else ''} {{{', '.join(sources)}}}"
    return Said("IGMPv3" if is_third else "IGMPv2", words)


def _say_first_report(_view: View) -> Said:
    return Said("IGMPv1", "Membership Report")


def _say_group(view: View) -> Said:
    before = view.carrier_number("igmp.type")
    words = "Leave Group" if before == 0x17 else "Membership Report group"
    return Said("IGMPv2", f"{words} {view.message.text('igmp.maddr')}")


def _say_host_group(_view: View) -> Said:
    return Said("IGMPv0", "Host group")


def _say_records(view: View) -> Said:
    if view.message.number("igmp.num_grp_recs") == 0:
        return Said("IGMPv3", "Membership Report - General query")
    return Said("IGMPv3", " / ".join(["Membership Report", *_records(view.message)]))


def _records(message: Message) -> list[str]:
    (part, *_) = message.parts
    columns = {spec.name: spec for spec in part.spec.columns if spec.option is not None}
    groups, sources = ([*part.listed(columns[name])] for name in ("igmp.maddr", "igmp.saddr"))
    return [
        _record(kind, "".join(_within(groups, start, stop)[:1]), _within(sources, start, stop))
        for kind, start, stop in part.options()
    ]


def _within(found: list[tuple[Any, int, int]], start: int, stop: int) -> list[str]:
    """The addresses that begin between two bytes."""
    first, last = (bisect_left(found, at, key=itemgetter(1)) for at in (start, stop))
    return [".".join(map(str, value)) for value, _, _ in found[first:last]]


def _record(kind: int, group: str, sources: list[str]) -> str:
    listed = f"{{{', '.join(sources)}}}"
    many = "s" if len(sources) > 1 else ""
    if kind in (1, 3):
        return (
            f"Join group {group} for source{many}{' in' if many else ''} {listed}"
            if sources
            else f"Leave group {group}"
        )
    if kind in (2, 4):
        if not sources:
            return f"Join group {group} for any sources"
        return f"Join group {group}, for source{many} not{' in' if many else ''} {listed}"
    if kind in _BLOCK:
        name, words = _BLOCK[kind]
        return (
            f"Group {group}, {words}{many} {listed}"
            if sources
            else f"Group {group}, {name} but no source specified (?)"
        )
    return f"Group {group}, unknown record type (?)" + (f", sources {listed}" if sources else "")


def _say_trace(view: View) -> Said:
    if view.carrier_number("igmp.type") == 0x1E:
        return Said("IGMP", "Traceroute Response")
    n_routers = len(view.message.texts("igmp.mtrace.q_arrival"))
    return Said("IGMP", "Traceroute Request" if n_routers else "Traceroute Query")


IGMP = Words("igmp", say=_say_type)
IGMP_QUERY = Words("igmp.query", say=_say_query)
IGMP_REPORT = Words("igmp.report_v1", say=_say_first_report)
IGMP_GROUP = Words("igmp.message", say=_say_group)
IGMP_HOST_GROUP = Words("igmp.host_group", say=_say_host_group)
IGMP_RECORDS = Words("igmp.report_v3", say=_say_records)
IGMP_TRACE = Words("igmp.mtrace", say=_say_trace)
