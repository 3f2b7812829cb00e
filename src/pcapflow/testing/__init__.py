"""For the tests of whatever reads packets: builders, golden files, packets that vary.

`pcapflow.testing.strategies` needs hypothesis (``pip install 'pcapflow[testing]'``) and is imported by its own name.
"""

from pcapflow.testing import build

__all__ = ("build",)
