"""The parts of scripts/other-readers."""
