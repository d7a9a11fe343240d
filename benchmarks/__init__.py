"""How fast cpkit is, always as a ratio of two things timed in the same run, so that the machine does not matter.

`make bench` runs every benchmark; `python -m benchmarks start_up` runs one. A ratio over its bound ends in exit 1.
"""
