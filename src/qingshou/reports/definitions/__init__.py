"""The words of the summary report: figures in, chapters of an outline out.

``telling`` makes figures speakable, ``findings`` ranks what is wrong and what to do about it,
``outlook`` sets next period's targets, ``chapters`` writes the sections, ``outlines`` says
which of them stand where, and ``build`` puts a report together. The same fact is worded once:
a later chapter refers to the earlier one.
"""
