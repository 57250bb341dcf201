"""Rows that needed two people, bound to the use of the approval that let them be.

The approval's rows are known here by name only, as every key is. Whoever writes such a row,
an operation or plain SQL, repeats the two people of a use that was made.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.constraints import BaseConstraint

from qingshou.platform.db.scoped import AgreesWith, Scoped, agrees_with

USE = {"approval_id": "request_id", "maker": "made_by", "checker": "decided_by"}
"""Which column of the row repeats which of the use."""


class OfTwoPeople(Scoped):
    """A row of a community that one person asked for and another approved (申请人、审批人)."""

    approval_id = models.BigIntegerField()
    maker = models.TextField()
    checker = models.TextField()

    class Meta:
        abstract = True


def has_its_approval(row: str) -> AgreesWith:
    """Declare that a row's approval and people, where it has any, are those of a use.

    ``row`` is what the constraint's name begins with: the context and the row.
    """
    return agrees_with(USE, "approvals.Use", name=f"{row}_has_its_approval")


def two_people(row: str) -> list[BaseConstraint]:
    """Declare that a row repeats the two people of its approval, and that they differ."""
    return [
        has_its_approval(row),
        models.CheckConstraint(condition=~Q(maker=F("checker")), name=f"{row}_has_two_people"),
    ]
