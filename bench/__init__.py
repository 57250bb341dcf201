"""Measured ratios: every bulk operation beside the leanest SQL on the same rows in the same run.

``python -m bench`` runs all, ``python -m bench posting aging`` some, ``--tenth`` all at a tenth
of the size. Each runs in a process of its own, so that its peak memory can be told.
"""
