"""Slow, independent models: day by day, in plain integers and fractions, importing nothing of ours."""
