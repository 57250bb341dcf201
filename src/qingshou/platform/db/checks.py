"""Checks the database makes of the rows a statement brought, once per statement.

A desk brings one row a thousand times, a bill run a million rows once. So a check has two ways:
a plan kept per connection for few rows, one made for this statement for many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FEW = 64


@dataclass(frozen=True, slots=True)
class Check:
    """A trigger on a table that refuses a statement which brought wrong rows.

    ``wrong`` is a query over ``brought``, the statement's new rows; it lists what is wrong with
    at least an ``id``. ``message`` has a ``%`` for each of ``told``, columns of that list.
    """

    name: str
    table: str
    wrong: str
    message: str
    constraint: str
    told: Sequence[str] = ("id",)
    state: str = "integrity_constraint_violation"
    event: str = "INSERT"

    @property
    def sql(self) -> str:
        """Make the check; a trigger of that name is replaced."""
        told = "".join(f", wrong.{column}" for column in self.told)
        return f"""
CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $check$
DECLARE
    wrong record;
BEGIN
    PERFORM FROM brought OFFSET {FEW} LIMIT 1;
    IF FOUND THEN
        EXECUTE $query$ SELECT * FROM ({self.wrong}) found LIMIT 1 $query$ INTO wrong;
    ELSE
        SELECT * INTO wrong FROM ({self.wrong}) found LIMIT 1;
    END IF;
    IF wrong.id IS NOT NULL THEN
        RAISE EXCEPTION '{self.message}'{told}
            USING ERRCODE = '{self.state}', CONSTRAINT = '{self.constraint}';
    END IF;
    RETURN NULL;
END $check$;
CREATE OR REPLACE TRIGGER {self.name} AFTER {self.event} ON {self.table}
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT EXECUTE FUNCTION {self.name}();
"""  # noqa: S608 - a migration's own text
