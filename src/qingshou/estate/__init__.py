"""Estate: communities, buildings, units, and who holds which unit when.

Owns ``Community`` (小区), ``Building`` (楼栋), ``Unit`` (房屋: homes, shops, offices, parking
spaces and storage alike, everything that can be charged) and ``Tenure`` (居住、产权关系).
Promises: a live unit code is unique in its community; on any day at most one party is liable
for a unit, the database refuses a second; every liable tenure has its own ledger account, so
that debts split by date when a unit changes hands.
In SQL it shows communities, buildings, units, tenures and ``estate__liable_account``: who owes for
which unit on which days.
"""
