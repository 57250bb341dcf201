"""Doors: each translates a request into one operation or some queries, and nothing else."""
