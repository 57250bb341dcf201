"""Files of other people: read in a cage, written through one gateway.

``wrapping`` unpacks zip and gzip, ``census`` looks at a workbook before anything parses it,
``cage`` parses it in a child process that may die, ``spreadsheet`` is the only place that writes
Excel and CSV.
"""
