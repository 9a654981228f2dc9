"""Proof under faults: processes killed at random, and long loads. `python -m reliability` prints the counts."""
