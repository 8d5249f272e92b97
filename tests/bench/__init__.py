"""Benchmarks: ratios to a limit or a peer measured in the same run, never absolute promises (README.md beside)."""
