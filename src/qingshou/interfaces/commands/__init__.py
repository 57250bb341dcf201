"""The command line: one file per command, all doors of the same make."""
