"""Imports, their staged rows, and the mappings remembered per sender."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from qingshou.platform.db.scoped import Scope


class Import(models.Model):
    """One file that was offered: previewed, let in, or taken back."""

    class State(models.TextChoices):
        """How far an import has come; ARRIVING stays behind where the program was killed."""

        PREVIEWED = "PREVIEWED"
        ARRIVING = "ARRIVING"
        DONE = "DONE"
        UNDONE = "UNDONE"

    scope = Scope.COORDINATOR

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    file_name = models.TextField()
    sha256 = models.TextField()
    sender = models.TextField(default="", blank=True)
    state = models.TextField(choices=State.choices, default=State.PREVIEWED)
    community_ids = ArrayField(models.BigIntegerField(), default=list)
    totals = models.JSONField(default=dict)
    mapping = models.JSONField(default=list)
    done_on = models.DateField(null=True)
    undone_on = models.DateField(null=True)
    actor = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "sha256"],
                condition=models.Q(state__in=["ARRIVING", "DONE"]),
                name="intake_a_file_is_live_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="DONE") | models.Q(done_on__isnull=False),
                name="intake_an_import_that_is_done_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.file_name}"


class StagedRow(models.Model):
    """One record read from a row of a customer's sheet, as clean text, on its way to a context."""

    scope = Scope.COORDINATOR

    pk = models.CompositePrimaryKey("import_id", "line")
    import_id = models.BigIntegerField()
    line = models.IntegerField()
    sheet = models.TextField()
    row_no = models.IntegerField()
    record = models.TextField()
    cells = models.JSONField()

    def __str__(self) -> str:
        return f"{self.record} in row {self.row_no} of {self.sheet}"


class Mapping(models.Model):
    """What the columns of a sender's sheet mean, known again by its headers."""

    scope = Scope.COORDINATOR

    id = models.BigAutoField(primary_key=True)
    sender = models.TextField()
    kind = models.TextField()
    fingerprint = models.TextField()
    record = models.TextField()
    columns = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "kind", "fingerprint"],
                name="intake_a_sender_has_one_mapping_per_header",
            ),
        ]

    def __str__(self) -> str:
        return f"mapping of {self.record} for {self.sender or 'anybody'}"
