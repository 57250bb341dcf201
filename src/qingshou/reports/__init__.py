"""The summary report: figures first, then words, then paper.

``figures`` names every number and knows the rows behind it, ``definitions`` turns the
figures into the chapters of an outline, ``document`` is the report as pure values, and
``writers`` put those values into Word, PDF, HTML and Excel. Nothing here writes to the
database, and nothing below ``document`` knows how a page looks.
"""
