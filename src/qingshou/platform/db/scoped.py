"""Rows that belong to a community, kept distributable by ``community_id``."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.constraints import BaseConstraint


class Scope(StrEnum):
    """Where the rows of a table live once a group outgrows one machine."""

    COMMUNITY = "COMMUNITY"  # distributed by community_id
    REFERENCE = "REFERENCE"  # copied to every node
    COORDINATOR = "COORDINATOR"  # stays on the coordinator: queue, identity, intake


class NextId(models.Func):
    """The next number of the one sequence that gives every scoped row its id."""

    template = "nextval('qingshou_id')"
    arity = 0
    output_field = models.BigIntegerField()


class Scoped(models.Model):
    """A row of one community, known by (community_id, id)."""

    scope = Scope.COMMUNITY
    append_only = False
    editable_columns: tuple[str, ...] = ()

    community_id = models.BigIntegerField()
    id = models.BigIntegerField(db_default=NextId())
    pk = models.CompositePrimaryKey("community_id", "id")

    class Meta:
        abstract = True


class BelongsTo(BaseConstraint):
    """A foreign key inside one community: (community_id, column) → (community_id, id)."""

    def __init__(self, *, column: str, to: str, name: str) -> None:
        super().__init__(name=name)
        self.column = column
        self.to = to

    @property
    def table(self) -> str:
        """The table that is pointed at."""
        label, model = self.to.split(".")
        return f"{label}_{model.lower()}"

    def _definition(self, schema_editor: BaseDatabaseSchemaEditor) -> str:
        quote = schema_editor.quote_name
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY (community_id, {quote(self.column)}) "
            f"REFERENCES {quote(self.table)} (community_id, id)"
        )

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Write the constraint for CREATE TABLE."""
        return self._definition(schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        """Write the statement that adds the constraint."""
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self._definition(schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        """Write the statement that takes the constraint away."""
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(self, *_: Any, **__: Any) -> None:
        """Leave the check to the database."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BelongsTo) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.column, self.to, self.name))

    def deconstruct(self) -> Any:
        """Describe the constraint to a migration."""
        path = "qingshou.platform.db.scoped.BelongsTo"
        return path, (), {"column": self.column, "to": self.to, "name": self.name}


def belongs_to(column: str, to: str, *, name: str) -> BelongsTo:
    """Declare that a column holds the id of a row of the same community."""
    return BelongsTo(column=column, to=to, name=name)


class AgreesWith(BelongsTo):
    """A key inside one community that repeats more of the row it points at than its id.

    ``columns`` names a column of this table for every column of the other; together with the
    community they must be unique there. What is repeated can be checked beside the row's own
    columns, and cannot be told otherwise than it was.
    """

    def __init__(self, *, columns: Mapping[str, str], to: str, name: str) -> None:
        super().__init__(column=next(iter(columns)), to=to, name=name)
        self.columns = dict(columns)

    def _definition(self, schema_editor: BaseDatabaseSchemaEditor) -> str:
        quote = schema_editor.quote_name
        own = ", ".join(quote(column) for column in self.columns)
        theirs = ", ".join(quote(column) for column in self.columns.values())
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY (community_id, {own}) "
            f"REFERENCES {quote(self.table)} (community_id, {theirs})"
        )

    def __hash__(self) -> int:
        return hash((tuple(sorted(self.columns.items())), self.to, self.name))

    def deconstruct(self) -> Any:
        """Describe the constraint to a migration."""
        path = "qingshou.platform.db.scoped.AgreesWith"
        return path, (), {"columns": self.columns, "to": self.to, "name": self.name}


def agrees_with(columns: Mapping[str, str], to: str, *, name: str) -> AgreesWith:
    """Declare that columns repeat those of a row of the same community."""
    return AgreesWith(columns=columns, to=to, name=name)
