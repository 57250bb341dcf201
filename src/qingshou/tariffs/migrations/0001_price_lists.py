"""Charge kinds, tariffs, prices, exceptions, meters and pools; prices are set once."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

import qingshou.platform.db.fields
import qingshou.platform.db.scoped
import qingshou.tariffs.models
from qingshou.platform.db import guards, relations


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("db", "0001_ids"),
        ("estate", "0002_communities_buildings_and_tenures_are_published"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChargeKind",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("nature", models.TextField(default="SPECIAL")),
                ("tax_rate", models.DecimalField(decimal_places=4, max_digits=5)),
                ("pass_through", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code",), name="tariffs_charge_kind_code_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("nature__in", ["BASE", "SPECIAL", "ADD_ON"])),
                        name="tariffs_charge_kind_nature_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tax_rate__gte", 0), ("tax_rate__lt", 1)),
                        name="tariffs_charge_kind_tax_rate_is_a_part",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tariff",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=qingshou.platform.db.scoped.NextId())),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("code", models.TextField()),
                ("kind", models.TextField()),
                ("basis", models.TextField()),
                ("cycle", models.TextField(default="MONTH")),
                ("in_advance", models.BooleanField(default=True)),
                ("due_rule", models.TextField()),
                ("per", models.TextField(default="MONTH")),
                ("proration", models.TextField(default="ACTUAL_MONTH")),
                ("rounding", models.JSONField(default=list)),
                ("formula", models.TextField(blank=True, default="")),
                ("tax_rate", models.DecimalField(decimal_places=4, max_digits=5)),
                (
                    "usages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("active", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("import_id", models.BigIntegerField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("community_id", "code"),
                        name="tariffs_tariff_code_is_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "basis__in",
                                [
                                    "BUILDING_AREA",
                                    "USABLE_AREA",
                                    "HOUSEHOLD",
                                    "SPACE",
                                    "METER",
                                    "SHARE",
                                    "FORMULA",
                                ],
                            ),
                            ("cycle__in", ["MONTH", "QUARTER", "HALF_YEAR", "YEAR"]),
                            ("per__in", ["MONTH", "QUARTER", "HALF_YEAR", "YEAR", "DAY", "ONCE"]),
                            ("proration__in", ["ACTUAL_MONTH", "THIRTY", "YEAR_365"]),
                        ),
                        name="tariffs_tariff_speaks_known_codes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("active__isempty", False)),
                        name="tariffs_tariff_is_active_for_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=qingshou.platform.db.scoped.NextId())),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tariff_id", models.BigIntegerField()),
                ("building_id", models.BigIntegerField(null=True)),
                ("unit_id", models.BigIntegerField(null=True)),
                ("effective", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("price", models.DecimalField(decimal_places=4, max_digits=14)),
                ("factor", models.DecimalField(decimal_places=4, default=1, max_digits=8)),
                ("document", models.TextField(blank=True, default="")),
                ("import_id", models.BigIntegerField(null=True)),
                ("ended_by_import_id", models.BigIntegerField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="tariff_id",
                        name="tariffs_price_tariff_is_known",
                        to="tariffs.Tariff",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="building_id",
                        name="tariffs_price_building_is_known",
                        to="estate.Building",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="unit_id", name="tariffs_price_unit_is_known", to="estate.Unit"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("building_id__isnull", True),
                            ("unit_id__isnull", True),
                            _connector="OR",
                        ),
                        name="tariffs_price_is_for_a_building_or_a_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective__isempty", False), ("factor__gte", 0), ("price__gte", 0)
                        ),
                        name="tariffs_price_is_plausible",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        expressions=[
                            (qingshou.tariffs.models.Point("community_id"), "&&"),
                            (qingshou.tariffs.models.Point("tariff_id"), "&&"),
                            (qingshou.tariffs.models.ScopeOfPrice(), "&&"),
                            ("effective", "&&"),
                        ],
                        name="tariffs_one_price_is_in_force_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=qingshou.platform.db.scoped.NextId())),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("unit_id", models.BigIntegerField()),
                ("tariff_id", models.BigIntegerField()),
                ("included", models.BooleanField()),
                ("held", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("factor", models.DecimalField(decimal_places=4, default=1, max_digits=8)),
                ("import_id", models.BigIntegerField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="unit_id", name="tariffs_assignment_unit_is_known", to="estate.Unit"
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="tariff_id",
                        name="tariffs_assignment_tariff_is_known",
                        to="tariffs.Tariff",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("factor__gte", 0), ("held__isempty", False)),
                        name="tariffs_assignment_is_plausible",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        expressions=[
                            (qingshou.tariffs.models.Point("community_id"), "&&"),
                            (qingshou.tariffs.models.Point("tariff_id"), "&&"),
                            (qingshou.tariffs.models.Point("unit_id"), "&&"),
                            ("held", "&&"),
                        ],
                        name="tariffs_one_exception_holds_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meter",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=qingshou.platform.db.scoped.NextId())),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("unit_id", models.BigIntegerField()),
                ("tariff_id", models.BigIntegerField()),
                ("code", models.TextField()),
                ("multiplier", models.DecimalField(decimal_places=4, default=1, max_digits=8)),
                ("import_id", models.BigIntegerField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="unit_id", name="tariffs_meter_unit_is_known", to="estate.Unit"
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="tariff_id",
                        name="tariffs_meter_tariff_is_known",
                        to="tariffs.Tariff",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("community_id", "tariff_id", "unit_id", "code"),
                        name="tariffs_meter_code_is_unique",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=qingshou.platform.db.scoped.NextId())),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("meter_id", models.BigIntegerField()),
                ("on", models.DateField()),
                ("value", models.DecimalField(decimal_places=4, max_digits=16)),
                ("import_id", models.BigIntegerField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="meter_id", name="tariffs_reading_meter_is_known", to="tariffs.Meter"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("community_id", "meter_id", "on"),
                        name="tariffs_a_meter_is_read_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)), name="tariffs_reading_is_plausible"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SharePool",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=qingshou.platform.db.scoped.NextId())),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "community_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tariff_id", models.BigIntegerField()),
                ("month", models.DateField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("weight", models.TextField(default="HOUSEHOLD")),
                ("import_id", models.BigIntegerField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="tariff_id", name="tariffs_pool_tariff_is_known", to="tariffs.Tariff"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("community_id", "tariff_id", "month"),
                        name="tariffs_a_pool_is_shared_once_a_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gte", 0),
                            ("weight__in", ["BUILDING_AREA", "USABLE_AREA", "HOUSEHOLD"]),
                            ("month__day", 1),
                        ),
                        name="tariffs_pool_is_plausible",
                    ),
                ],
            },
        ),
        guards.append_only(
            "tariffs_price",
            frozen=(
                "community_id",
                "id",
                "tariff_id",
                "building_id",
                "unit_id",
                "price",
                "factor",
                "document",
                "import_id",
            ),
            editable=("effective", "ended_by_import_id", "withdrawn_at"),
        ),
        guards.append_only(
            "tariffs_reading",
            frozen=("community_id", "id", "meter_id", '"on"', "value", "import_id"),
            editable=("withdrawn_at",),
        ),
        guards.append_only(
            "tariffs_sharepool",
            frozen=(
                "community_id",
                "id",
                "tariff_id",
                "month",
                "amount_fen",
                "weight",
                "import_id",
            ),
            editable=("withdrawn_at",),
        ),
        relations.publish("tariffs", "charge_kind"),
        relations.publish("tariffs", "tariff"),
        relations.publish("tariffs", "price"),
        relations.publish("tariffs", "assignment"),
        relations.publish("tariffs", "share_pool"),
        relations.publish("tariffs", "meter_reading"),
        relations.publish_function(
            "tariffs", "prices_in_force", signature="tariffs_prices_in_force(bigint)"
        ),
    ]
