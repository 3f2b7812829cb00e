"""Internet Protocol, version 4. Spec: RFC 791; differentiated services: RFC 2474; ECN: RFC 3168."""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, Claim, Field, GoesOn, Key, Layer, Length, Partial, Problem

__all__ = ("IPV4",)

IPV4 = Layer(
    "ip",
    "Internet Protocol Version 4",
    header=(
        Field("_version_ihl", "u1"),
        Field("dsfield", "u1", "Differentiated services field", Form.HEX8),
        Field("len", ">u2", "Total length"),
        Field("id", ">u2", "Identification", Form.HEX16),
        Field("_flags_fragment", ">u2"),
        Field("ttl", "u1", "Time to live"),
        Field("proto", "u1", "Protocol of what follows"),
        Field("checksum", ">u2", "Header checksum", Form.HEX16),
        Field("src", "4u1", "Source address", Form.IPV4),
        Field("dst", "4u1", "Destination address", Form.IPV4),
    ),
    columns=(
        Bits("ip.version", "_version_ihl", "Version", mask=0xF0, shift=4),
        Bits("ip.hdr_len", "_version_ihl", "Bytes of the header", mask=0x0F, scale=4),
        Bits("ip.dsfield.dscp", "dsfield", "Differentiated services code point", mask=0xFC, shift=2),
        Bits("ip.dsfield.ecn", "dsfield", "Explicit congestion notification", mask=0x03),
        Bits("ip.flags", "_flags_fragment", "Flags", mask=0xE000, shift=13, form=Form.HEX8),
        Bits("ip.flags.rb", "_flags_fragment", "Reserved bit", mask=0x8000, shift=15, form=Form.BOOLEAN),
        Bits("ip.flags.df", "_flags_fragment", "Don't fragment", mask=0x4000, shift=14, form=Form.BOOLEAN),
        Bits("ip.flags.mf", "_flags_fragment", "More fragments", mask=0x2000, shift=13, form=Form.BOOLEAN),
        Bits("ip.frag_offset", "_flags_fragment", "Fragment offset, in units of 8 bytes", mask=0x1FFF),
    ),
    header_bytes=Length("_version_ihl", lambda byte: (byte & 15) * 4),
    # Length 0: segmentation offload; the packet was recorded before the network card filled it in.
    total_bytes=Claim("len", zero_is_open=True),
    goes_on=(
        GoesOn("_version_ihl", (0x40,), Problem.UNKNOWN_NEXT, mask=0xF0),
        GoesOn("_flags_fragment", (0,), Problem.NOT_FIRST_FRAGMENT, mask=0x1FFF),
    ),
    partial=(Partial("fragment", "_flags_fragment", mask=0x2000),),
    next_key=(Key("proto", "ip.proto"),),
    reached_by={
        "ethertype": (0x0800,),
        "ip.proto": (4,),
        "version_nibble": (4,),
        "ppp": (0x0021,),
        "chdlc": (0x0800,),
        "nlpid": (0xCC,),
        "vxlan.next_proto": (1,),
        "null.family": (2,),
        "null.swapped": (0x0200,),
        "linktype": (228,),
    },
)
