"""A practice ward: made-up children, cases, interventions and activities of 2021-2025, to learn and to measure with.

Everything here is drawn from a seed, so the same seed always makes the same ward. No real person's data may enter.
"""
