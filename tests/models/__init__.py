"""Slow, independent models, day by day, in plain fractions; they import nothing of ours."""
