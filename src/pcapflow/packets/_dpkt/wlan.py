"""IEEE 802.11, and what a radio says of a frame of it. Spec: IEEE 802.11 clause 9; radiotap.org."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pcapflow.packets._dpkt._nodes import Application, field, text_from
from pcapflow.packets._dpkt._plain import HIDDEN, NAMELESS, Reader, address, dpkt_thing, hexadecimal
from pcapflow.results import TreeNode

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("RADIOTAP", "WLAN")


def _swapped(value: int) -> int:
    """802.11 begins numbers with their lowest byte, dpkt reads these with their highest."""
    return int.from_bytes(value.to_bytes(2, "big"), "little")


_SWAPPED = (
    "duration",
    *("diassoc.reason", "deauth.reason", "auth.algorithm", "auth.auth_seq"),
    *("assoc_req.capability", "assoc_req.interval", "reassoc_req.capability", "reassoc_req.interval"),
    *(f"{kind}.{name}" for kind in ("assoc_resp", "reassoc_resp") for name in ("capability", "status", "aid")),
    *("bar.ctl", "bar.seq", "back.seq", "qos_data.control"),
    *(
        f"action.block_ack_{kind}.{name}"
        for kind in ("request", "response")
        for name in ("status_code", "parameters", "timeout", "starting_seq")
    ),
)
_OF_ELEMENTS = (
    *("info", "bitmap", "tu", "hopset", "hoppattern", "hopindex", "ch"),
    *("count", "period", "max", "dur", "ctrl", "atim"),
)
"""What dpkt tells of some elements: partly of the wrong size, so that their bytes are shown."""

_OTHER_CAPABILITIES = ("cf_poll", "cf_poll_req", "pbcc", "hopping", "dsss", "delayed_blk_ack", "imm_blk_ack")
"""Bits that later editions of the standard took for something else."""

_FRAME = Reader(
    "wlan",
    "ieee80211.IEEE80211",
    names={
        "framectl": "wlan.fc",
        "version": "wlan.fc.version",
        "type": "wlan.fc.type",
        "subtype": "wlan.fc.subtype",
        "to_ds": "wlan.fc.tods",
        "from_ds": "wlan.fc.fromds",
        "more_frag": "wlan.fc.frag",
        "retry": "wlan.fc.retry",
        "pwr_mgt": "wlan.fc.pwrmgt",
        "more_data": "wlan.fc.moredata",
        "wep": "wlan.fc.protected",
        "order": "wlan.fc.order",
        "fcs_present": HIDDEN,
        "ies": "wlan.tag",
        "ies.id": "wlan.tag.number",
        "ies.len": "wlan.tag.length",
        **{f"ies.{name}": HIDDEN for name in _OF_ELEMENTS},
        "capability": "wlan.fixed.capabilities",
        "capability.spec_mgmt": "wlan.fixed.capabilities.spec_man",
        "capability.short_slot": "wlan.fixed.capabilities.short_slot_time",
        **{f"capability.{bit}": NAMELESS for bit in _OTHER_CAPABILITIES},
        **{
            f"{kind}.{attribute}": f"wlan.fixed.{name}"
            for kind in ("beacon", "probe_resp", "assoc_req", "assoc_resp", "reassoc_req", "reassoc_resp")
            for attribute, name in (
                ("capability", "capabilities"),
                ("timestamp", "timestamp"),
                ("interval", "listen_ival" if kind.endswith("req") else "beacon"),
                ("status", "status_code"),
                ("aid", "aid"),
                ("current_ap", "current_ap"),
            )
        },
        "beacon.capability": HIDDEN,
        "auth.algorithm": "wlan.fixed.auth.alg",
        "auth.auth_seq": "wlan.fixed.auth_seq",
        "deauth.reason": "wlan.fixed.reason_code",
        "diassoc.reason": "wlan.fixed.reason_code",
        "action.category": "wlan.fixed.category_code",
        "action.code": "wlan.fixed.action_code",
        **{
            f"action.block_ack_{kind}.{attribute}": f"wlan.fixed.{name}"
            for kind in ("request", "response", "delba")
            for attribute, name in (
                ("dialog", "dialog_token"),
                ("status_code", "status_code"),
                ("parameters", "baparams"),
                ("timeout", "batimeout"),
                ("starting_seq", "ssc"),
                ("delba_param_set", "delba.param"),
                ("reason_code", "reason_code"),
            )
        },
        "bar.ctl": "wlan.ba.control",
        "bar.seq": "wlan.fixed.ssc",
        "qos_data.data": HIDDEN,
        "qos_data.control": "wlan.qos",
        "back.ctl": "wlan.ba.control",
        "back.seq": "wlan.fixed.ssc",
        "back.bmp": "wlan.ba.bm",
        "back.ack_policy": "wlan.ba.control.ackpolicy",
        **{f"back.{name}": NAMELESS for name in ("compressed", "multi_tid", "tid")},
        **{
            f"{part}.{attribute}": name
            for part in ("mgmt", "data_frame", "rts", "cts", "ack", "bar", "back", "cf_end")
            for attribute, name in (
                ("dst", "wlan.da"),
                ("src", "wlan.sa"),
                ("bssid", "wlan.bssid"),
                ("fragment_number", "wlan.frag"),
                ("sequence_number", "wlan.seq"),
                ("frag_seq", HIDDEN),
                # What stands behind it is shown as the frame's.
                ("data", HIDDEN),
            )
        },
        **{
            f"{part}.data": HIDDEN
            for part in ("beacon", "assoc_req", "assoc_resp", "reassoc_req", "reassoc_resp", "probe_resp", "action")
        },
    },
    shown={
        "framectl": hexadecimal,
        **dict.fromkeys(_SWAPPED, _swapped),
        **{
            f"{part}.{attribute}": address
            for part in ("mgmt", "data_frame", "rts", "cts", "ack", "bar", "back", "cf_end")
            for attribute in ("dst", "src", "bssid", "da", "sa")
        },
    },
)

_PARTS = (
    *("tsft", "flags", "rate", "channel", "fhss", "ant_sig", "ant_noise", "lock_qual", "tx_attn", "db_tx_attn"),
    *("dbm_tx_power", "ant", "db_ant_sig", "db_ant_noise", "rx_flags", "chanplus"),
)
"""Those that are there are shown."""

_RADIO = Reader(
    "radiotap",
    "radiotap.Radiotap",
    names={
        "pad": HIDDEN,
        "fields": HIDDEN,  # the parts again
        "present_flags": "radiotap.present.word",
        "data": HIDDEN,
        **{f"{part}_present": HIDDEN for part in _PARTS},
        "tsft.usecs": "radiotap.mactime",
        "flags.val": "radiotap.flags",
        "flags.fcs": "radiotap.flags.fcs",
        "rate.val": "radiotap.datarate",
        "channel.freq": "radiotap.channel.freq",
        "ant_sig.db": "radiotap.dbm_antsignal",
        "ant_noise.db": "radiotap.dbm_antnoise",
        "ant.index": "radiotap.antenna",
        "db_ant_sig.db": "radiotap.db_antsignal",
        "db_ant_noise.db": "radiotap.db_antnoise",
        "rx_flags.val": "radiotap.rxflags",
        "fhss.set": "radiotap.fhss.hopset",
        "lock_qual.val": "radiotap.quality",
        "tx_attn.val": "radiotap.txattenuation",
        "db_tx_attn.db": "radiotap.db_txattenuation",
        "dbm_tx_power.dbm": "radiotap.txpower",
        **{f"chanplus.{name}": f"radiotap.xchannel.{name}" for name in ("flags", "freq", "channel")},
        "chanplus.maxpower": NAMELESS,
    },
    shown={
        "channel.flags": hexadecimal,
        "rx_flags.val": hexadecimal,
        # In Mb/s; the header has halves.
        "rate.val": lambda value: f"{value / 2:g}",
        "present_flags": lambda value: hex(int.from_bytes(value, "little")),
    },
)
_MANAGEMENT = 0
_NETWORK_NAME = 0
"""The number of the element that has it."""


def _frame(frame: Any) -> Iterator[TreeNode]:
    for element in getattr(frame, "ies", ()):
        if element.id == _NETWORK_NAME:
            yield field("Network", "wlan.ssid", text_from(element.data))
    for node in _FRAME.of(frame):
        # In management frames it is the elements again.
        if node.name != "data.data" or frame.type != _MANAGEMENT:
            yield node


def _read_frame(payload: bytes) -> Iterator[TreeNode]:
    yield from _frame(dpkt_thing("ieee80211.IEEE80211")(payload))


def _read_radio(payload: bytes) -> Iterator[TreeNode]:
    radio = dpkt_thing("radiotap.Radiotap")(payload)
    yield from _RADIO.of(radio)
    if hasattr(radio.data, "framectl"):
        yield TreeNode("IEEE 802.11 wireless LAN", "wlan", children=tuple(_frame(radio.data)))


WLAN = Application("wlan", "IEEE 802.11 wireless LAN", _read_frame, {"linktype": (105,)})
RADIOTAP = Application("radiotap", "IEEE 802.11 Radiotap Capture header", _read_radio, {"linktype": (127,)})
