"""The machine of scripts/bench/speed and scripts/bench/captures."""
