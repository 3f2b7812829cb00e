"""What both versions of the Linux "cooked" header say, under the same names.

Spec: LINKTYPE_LINUX_SLL of the link-type registry.
"""

from pcapflow.forms import Form
from pcapflow.layers._layer import Bits, When

__all__ = ("COOKED_COLUMNS",)

_IPGRE = 778
"""ARPHRD_IPGRE: a GRE tunnel, whose protocol field is GRE's."""
_FROM_GRE = When("hatype", _IPGRE, _IPGRE + 1)
_NOT_FROM_GRE = When("hatype", _IPGRE, _IPGRE + 1, negated=True)
_NUMBER = When("_protocol", 1537, 1 << 16)

COOKED_COLUMNS = (
    Bits("sll.src.eth", "_src", "Source", form=Form.MAC, n_bytes=6, when=(When("halen", 6, 7),)),
    Bits("sll.src.ipv4", "_src", "Source, of a tunnel", form=Form.IPV4, n_bytes=4, when=(When("halen", 4, 5),)),
    Bits("sll.etype", "_protocol", "Type of what follows", form=Form.HEX16, when=(_NUMBER, _NOT_FROM_GRE)),
    Bits("sll.gretype", "_protocol", "Type of what follows in GRE", form=Form.HEX16, when=(_NUMBER, _FROM_GRE)),
    Bits(
        "sll.ltype",
        "_protocol",
        "Linux's own number of what follows",
        form=Form.HEX16,
        when=(When("_protocol", 0, 1537),),
    ),
)
