"""Intake: customer files on their way in.

It owns imports, staged rows and remembered mappings. Its words: a *sheet* is recognized by
meaning, its rows are read into *records* of clean text, everything it cannot read is a *problem*
that names sheet, row and column. It promises that a file is let in whole or not at all, that no
unreadable cell becomes a default, that sums stated in the file are checked, and that the same file
is not let in twice while its import lives. It knows nothing of homes or money: processes carry its
staged rows to the contexts that do.
"""
