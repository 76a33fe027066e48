"""Benchmarks, run by hand: `make bench`. Ratios beside peers in the same run; `docs/benchmarks.md` is written from the results."""
