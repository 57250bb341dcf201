"""Tables of charge kinds, tariffs, prices, exceptions, meters and pools."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q

from qingshou.platform.db import MoneyField, Scope, Scoped, belongs_to
from qingshou.tariffs.rules.cycles import Cycle
from qingshou.tariffs.rules.kinds import Basis, Nature
from qingshou.tariffs.rules.proration import Per, Proration
from qingshou.tariffs.rules.shares import Weight


class LiveQuerySet(models.QuerySet[models.Model]):
    """Rows by what callers ask for."""

    def live(self) -> Self:
        """Leave out what was withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class ChargeKind(models.Model):
    """What is charged for (收费项目), the same in all communities; the ledger keeps its code."""

    scope = Scope.REFERENCE

    id = models.BigAutoField(primary_key=True)
    code = models.TextField()
    name = models.TextField()
    nature = models.TextField(default=Nature.SPECIAL.value)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=4)
    pass_through = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="tariffs_charge_kind_code_is_unique"),
            models.CheckConstraint(
                condition=Q(nature__in=[code.value for code in Nature]),
                name="tariffs_charge_kind_nature_is_known",
            ),
            models.CheckConstraint(
                condition=Q(tax_rate__gte=0, tax_rate__lt=1),
                name="tariffs_charge_kind_tax_rate_is_a_part",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tariff(Scoped):
    """How a kind is charged in a community (收费标准): basis, cycle, due day, roundings."""

    code = models.TextField()
    kind = models.TextField()
    basis = models.TextField()
    cycle = models.TextField(default=Cycle.MONTH.value)
    in_advance = models.BooleanField(default=True)
    due_rule = models.TextField()
    per = models.TextField(default=Per.MONTH.value)
    proration = models.TextField(default=Proration.ACTUAL_MONTH.value)
    rounding = models.JSONField(default=list)
    formula = models.TextField(default="", blank=True)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=4)
    usages = ArrayField(models.TextField(), default=list)
    active = DateRangeField()
    import_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = LiveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "code"],
                condition=Q(withdrawn_at__isnull=True),
                name="tariffs_tariff_code_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=[code.value for code in Basis])
                & Q(cycle__in=[code.value for code in Cycle])
                & Q(per__in=[code.value for code in Per])
                & Q(proration__in=[code.value for code in Proration]),
                name="tariffs_tariff_speaks_known_codes",
            ),
            models.CheckConstraint(
                condition=Q(active__isempty=False), name="tariffs_tariff_is_active_for_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Point(models.Func):
    """A number as a range of itself: scalar equality where there is no btree_gist."""

    template = "int8range(%(expressions)s, %(expressions)s, '[]')"
    output_field = models.TextField()


class ScopeOfPrice(models.Func):
    """What a price is for, as one number: its unit, else its building, else 0 for all."""

    template = (
        "int8range(COALESCE(unit_id, building_id, 0), COALESCE(unit_id, building_id, 0), '[]')"
    )
    arity = 0


class Price(Scoped):
    """A price of a tariff in yuan from a day on, for all, a building or a unit; never rewritten.

    Only its end may be set, once, by the price that follows it.
    """

    append_only = True
    editable_columns = ("effective", "ended_by_import_id", "withdrawn_at")

    tariff_id = models.BigIntegerField()
    building_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    effective = DateRangeField()
    price = models.DecimalField(max_digits=14, decimal_places=4)
    factor = models.DecimalField(max_digits=8, decimal_places=4, default=1)
    document = models.TextField(default="", blank=True)
    import_id = models.BigIntegerField(null=True)
    ended_by_import_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = LiveQuerySet.as_manager()

    class Meta:
        constraints = [
            belongs_to("tariff_id", "tariffs.Tariff", name="tariffs_price_tariff_is_known"),
            belongs_to("building_id", "estate.Building", name="tariffs_price_building_is_known"),
            belongs_to("unit_id", "estate.Unit", name="tariffs_price_unit_is_known"),
            models.CheckConstraint(
                condition=Q(building_id__isnull=True) | Q(unit_id__isnull=True),
                name="tariffs_price_is_for_a_building_or_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0, factor__gte=0, effective__isempty=False),
                name="tariffs_price_is_plausible",
            ),
            ExclusionConstraint(
                name="tariffs_one_price_is_in_force_on_a_day",
                expressions=[
                    (Point("community_id"), "&&"),
                    (Point("tariff_id"), "&&"),
                    (ScopeOfPrice(), "&&"),
                    ("effective", "&&"),
                ],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price} of tariff {self.tariff_id}"


class Assignment(Scoped):
    """A unit's exception: charged by, or spared from, a tariff in spite of its usage."""

    unit_id = models.BigIntegerField()
    tariff_id = models.BigIntegerField()
    included = models.BooleanField()
    held = DateRangeField()
    factor = models.DecimalField(max_digits=8, decimal_places=4, default=1)
    import_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = LiveQuerySet.as_manager()

    class Meta:
        constraints = [
            belongs_to("unit_id", "estate.Unit", name="tariffs_assignment_unit_is_known"),
            belongs_to("tariff_id", "tariffs.Tariff", name="tariffs_assignment_tariff_is_known"),
            models.CheckConstraint(
                condition=Q(factor__gte=0, held__isempty=False),
                name="tariffs_assignment_is_plausible",
            ),
            ExclusionConstraint(
                name="tariffs_one_exception_holds_on_a_day",
                expressions=[
                    (Point("community_id"), "&&"),
                    (Point("tariff_id"), "&&"),
                    (Point("unit_id"), "&&"),
                    ("held", "&&"),
                ],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{'with' if self.included else 'without'} tariff {self.tariff_id}"


class Meter(Scoped):
    """A meter of a unit for a metered tariff."""

    unit_id = models.BigIntegerField()
    tariff_id = models.BigIntegerField()
    code = models.TextField()
    multiplier = models.DecimalField(max_digits=8, decimal_places=4, default=1)
    import_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = LiveQuerySet.as_manager()

    class Meta:
        constraints = [
            belongs_to("unit_id", "estate.Unit", name="tariffs_meter_unit_is_known"),
            belongs_to("tariff_id", "tariffs.Tariff", name="tariffs_meter_tariff_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "tariff_id", "unit_id", "code"],
                condition=Q(withdrawn_at__isnull=True),
                name="tariffs_meter_code_is_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Reading(Scoped):
    """What a meter showed on a day; a wrong reading is withdrawn and read again."""

    append_only = True
    editable_columns = ("withdrawn_at",)

    meter_id = models.BigIntegerField()
    on = models.DateField()
    value = models.DecimalField(max_digits=16, decimal_places=4)
    import_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = LiveQuerySet.as_manager()

    class Meta:
        constraints = [
            belongs_to("meter_id", "tariffs.Meter", name="tariffs_reading_meter_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "meter_id", "on"],
                condition=Q(withdrawn_at__isnull=True),
                name="tariffs_a_meter_is_read_once_a_day",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="tariffs_reading_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.value} on {self.on}"


class SharePool(Scoped):
    """A month's common cost that is divided among the units of a tariff (公摊)."""

    append_only = True
    editable_columns = ("withdrawn_at",)

    tariff_id = models.BigIntegerField()
    month = models.DateField()
    amount_fen = MoneyField()
    weight = models.TextField(default=Weight.HOUSEHOLD.value)
    import_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = LiveQuerySet.as_manager()

    class Meta:
        constraints = [
            belongs_to("tariff_id", "tariffs.Tariff", name="tariffs_pool_tariff_is_known"),
            models.UniqueConstraint(
                fields=["community_id", "tariff_id", "month"],
                condition=Q(withdrawn_at__isnull=True),
                name="tariffs_a_pool_is_shared_once_a_month",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, weight__in=[code.value for code in Weight])
                & Q(month__day=1),
                name="tariffs_pool_is_plausible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_fen} fen in {self.month}"
