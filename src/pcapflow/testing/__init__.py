"""For the tests of whatever reads packets: builders, golden files, packets that vary.

`pcapflow.testing.strategies` needs hypothesis (``pip install 'pcapflow[testing]'``) and is imported by its own name.
"""

from pcapflow.testing import build
from pcapflow.testing._golden import assert_golden

__all__ = ("assert_golden", "build")
