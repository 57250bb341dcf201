"""Arrears under watch (催收): cases, the three stages, contacts, promises, reasons and holds.

Words: a *case* is one account's arrears from the day they are noticed until they are settled;
a *stage* is how far the matter has gone; a *contact* is one attempt to speak with the debtor;
a *promise* is a dated word to pay; a *hold* pauses an account or one disputed charge.

Promises of this context: at most one open case per account; one stage at a time, one step a
day at most, none skipped; a held or promised account never advances; a settled one leaves the
list; history is rows, so that every count can be asked as of a past day. It never denies
access, never publishes a debtor, never fines.
"""
