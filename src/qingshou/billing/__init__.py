"""Billing: turns tariffs into debts, month by month, and knows what a late payment costs.

Owns ``Run`` (出账) and ``Parked`` (a unit set aside with its reason); the bill lines themselves are
open items of the ledger. Promises: a preview equals the run; a line is posted once however often
or from how many sides a run is started; a run that is killed leaves nothing behind; a posted line
is never re-priced; a bad unit is set aside with a plain reason and never stops the others.
In SQL it shows ``billing__run``, ``billing__penalty_terms``, ``billing__penalty_freeze``,
``billing__posted_penalty`` and ``billing_penalty_as_of``.

Of penalties it owns terms, freezes and accruals: what the ledger says an item bears equals the
pure rule for any past day, and what is posted always comes to what is accrued.
Also owns what is given up: ``Relief`` (减免、坏账核销) by two people, and ``Offer``, ``Gift`` and
``Discount`` (优惠) by terms of two people.
In SQL these are ``billing__relief`` and ``billing__discount``.
"""
