"""dpkt, behind one door: nothing else imports it, and nothing that it raises gets past.

It has three jobs: the object that Python users of captures know (`to_dpkt`),
what own layers do not read (`payload_tree`), and a second decoder against
which columns are compared (`dpkt_values`). It is imported when one of them is
asked for: importing pcapflow does not load it.
"""

from pcapflow.packets._dpkt._applications import APPLICATIONS, application_tree, payload_tree
from pcapflow.packets._dpkt._packets import to_dpkt
from pcapflow.packets._dpkt._values import dpkt_values

__all__ = ("APPLICATIONS", "application_tree", "dpkt_values", "payload_tree", "to_dpkt")
