"""Linux "cooked" capture: there is a source, and no destination."""

from pcapflow.packets._words import Words

__all__ = ("LINUX_SLL", "LINUX_SLL2")

LINUX_SLL = Words("sll", source=("sll.src.eth", "sll.src.ipv4"))
LINUX_SLL2 = Words("sll2", source=("sll.src.eth", "sll.src.ipv4"))
