"""Ours against theirs: statements of channels and banks, matched to the book every day.

Owns statements and their lines as they came, matches with their confidence and reason, the
five kinds of difference, and the daily sheet of each channel.

Promises: a statement whose summary disagrees with its rows is refused; money that nobody is
known for waits in suspense, never in nobody's; a day closes only with nothing unexplained.
"""
