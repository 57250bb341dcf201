"""The book of a community: what is owed, what was received, what settled what.

Owns accounts (one debtor for one unit), journal entries and postings, open items (应收),
credits (receipts, prepayments, reversals, waivers, and money held: deposits, unclaimed payments),
the settlements between the two, transfers between money accounts, and the lock of closed periods.
Knows no houses: an account carries a code and nothing else.

Promises: posted rows never change, a correction is a reversal; every entry sums to zero;
an item is settled by exactly the sum of its settlements, and a credit used by the same;
the control accounts equal the rows behind them on every day; aging can be asked as of any day;
nothing is booked in a closed period. The first three and the last are kept by the database, the
rest by ``check``.
"""
