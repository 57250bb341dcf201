"""Tables of communities, buildings, units and tenures."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q
from django.db.models.functions import Now

from qingshou.estate.rules.kinds import TenureRole, Usage
from qingshou.platform.db import Scope, Scoped


class Community(models.Model):
    """A managed community (小区); its id is the ``community_id`` of all that belongs to it."""

    scope = Scope.REFERENCE

    id = models.BigAutoField(primary_key=True)
    company = models.ForeignKey("tenancy.Company", on_delete=models.PROTECT, related_name="+")
    code = models.TextField()
    name = models.TextField()
    address = models.TextField(default="", blank=True)
    opened_on = models.DateField(null=True)
    import_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="estate_community_code_is_unique"),
            models.UniqueConstraint(
                fields=["company", "name"], name="estate_community_name_is_unique_in_its_company"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Building(Scoped):
    """A building, or a parking level that is listed like one (楼栋)."""

    append_only = True
    editable_columns = ("code", "name", "floors", "withdrawn_at")

    name = models.TextField()
    code = models.TextField()
    floors = models.IntegerField(null=True)
    import_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "code"],
                condition=Q(withdrawn_at__isnull=True),
                name="estate_building_code_is_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units by what callers ask for."""

    def live(self) -> Self:
        """Leave out what was withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Unit(Scoped):
    """Something that can be charged: a home, shop, office, parking space or storage (房屋).

    That the building is known is checked by the statement (migration 0003), not by the row.
    """

    append_only = True
    editable_columns = (
        "entrance", "room", "code", "floor", "usage", "building_area_m2", "usable_area_m2",
        "layout", "delivered_on", "vacant_from", "withdrawn_at",
    )  # fmt: skip

    building_id = models.BigIntegerField()
    entrance = models.TextField(default="", blank=True)
    room = models.TextField()
    code = models.TextField()
    floor = models.IntegerField(null=True)
    usage = models.TextField(default=Usage.RESIDENTIAL.value)
    building_area_m2 = models.DecimalField(max_digits=12, decimal_places=2)
    usable_area_m2 = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    layout = models.TextField(default="", blank=True)
    delivered_on = models.DateField(null=True)
    vacant_from = models.DateField(null=True)
    import_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "code"],
                condition=Q(withdrawn_at__isnull=True),
                name="estate_unit_code_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(usage__in=[code.value for code in Usage]),
                name="estate_unit_usage_is_known",
            ),
            models.CheckConstraint(
                condition=Q(building_area_m2__gte=0, building_area_m2__lte=100_000),
                name="estate_unit_area_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(usable_area_m2__isnull=True)
                | Q(usable_area_m2__gte=0, usable_area_m2__lte=F("building_area_m2")),
                name="estate_unit_usable_area_is_within_building_area",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    # Mutators: every way a unit can change.

    def deliver(self, on: date) -> None:
        """Record the day it was handed over."""
        self.delivered_on = on
        self.save(update_fields=["delivered_on"])


class TenureQuerySet(models.QuerySet["Tenure"]):
    """Tenures by what callers ask for."""

    def live(self) -> Self:
        """Leave out what was withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def accounts_of_code(self, community_id: int, code: str) -> int:
        """Count the accounts ever opened under a unit code, also of units since withdrawn."""
        units = Unit.objects.filter(community_id=community_id, code=code).values("id")
        rows = self.filter(community_id=community_id, unit_id__in=units)
        return rows.filter(account_id__isnull=False).count()


class Tenure(Scoped):
    """Who holds a unit in which role and when; a liable tenure owes, on its own account.

    On any day at most one live tenure of a unit is liable; a trigger checks every statement.
    ``held`` is half-open; an open end has no bound. A tenure is never rewritten: it ends
    (its upper bound is set once), or it is withdrawn. That unit, party and account are known is
    checked by the statement (migration 0003), not by the row.
    """

    append_only = True
    editable_columns = ("held", "withdrawn_at")

    unit_id = models.BigIntegerField()
    party_id = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True)
    role = models.TextField()
    liable = models.BooleanField()
    held = DateRangeField()
    import_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "account_id"], name="estate_tenure_has_its_own_account"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[code.value for code in TenureRole]),
                name="estate_tenure_role_is_known",
            ),
            models.CheckConstraint(
                condition=Q(liable=True, account_id__isnull=False)
                | Q(liable=False, account_id__isnull=True),
                name="estate_tenure_owes_on_an_account_exactly_when_liable",
            ),
            models.CheckConstraint(
                condition=Q(held__isempty=False), name="estate_tenure_covers_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["community_id", "unit_id"], name="estate_tenure_by_unit"),
            models.Index(fields=["community_id", "party_id"], name="estate_tenure_by_party"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of unit {self.unit_id}"

    # Mutators: every way a tenure can change.

    def end(self, until: date | None) -> None:
        """Let it end before a day."""
        self.held = DateRange(self.held.lower, until, "[)")
        self.save(update_fields=["held"])

    def withdraw(self) -> None:
        """Take it back as if it had never been."""
        self.withdrawn_at = Now()
        self.save(update_fields=["withdrawn_at"])
