"""Billing runs and the units they set aside."""

import django.core.serializers.json
from django.db import migrations, models

import qingshou.platform.db.fields
import qingshou.platform.db.scoped
from qingshou.platform.db import guards, relations


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("db", "0001_ids"),
        ("estate", "0002_communities_buildings_and_tenures_are_published"),
        ("tariffs", "0001_price_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name="Run",
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
                ("period", models.DateField()),
                ("edition", models.SmallIntegerField()),
                ("number", models.SmallIntegerField()),
                ("state", models.TextField(default="POSTED")),
                ("on", models.DateField()),
                ("entry_id", models.BigIntegerField(null=True)),
                ("lines", models.IntegerField()),
                ("units", models.IntegerField()),
                ("total_fen", qingshou.platform.db.fields.MoneyField()),
                ("kinds", models.JSONField(default=dict)),
                ("covers_from", models.DateField(null=True)),
                ("covers_until", models.DateField(null=True)),
                ("digest", models.TextField()),
                ("actor", models.TextField()),
                ("posted_at", models.DateTimeField()),
                ("reversed_on", models.DateField(null=True)),
                ("reversed_because", models.TextField(blank=True, default="")),
                ("reversal_entry_id", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community_id", "period", "number"),
                        name="billing_run_number_is_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["POSTED", "REVERSED"]), ("period__day", 1)
                        ),
                        name="billing_run_is_of_a_month_and_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reversed_on__isnull", True), ("state", "POSTED")),
                            models.Q(("reversed_on__isnull", False), ("state", "REVERSED")),
                            _connector="OR",
                        ),
                        name="billing_run_is_reversed_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Parked",
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
                ("run_id", models.BigIntegerField()),
                ("unit_id", models.BigIntegerField()),
                ("reason", models.TextField()),
                (
                    "facts",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="run_id", name="billing_parked_run_is_known", to="billing.Run"
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="unit_id", name="billing_parked_unit_is_known", to="estate.Unit"
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "run_id", "unit_id", "reason"),
                        name="billing_a_unit_is_parked_once_per_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "AREA_MISSING",
                                    "NO_PRICE",
                                    "PRICE_JUMPED",
                                    "TOO_MANY_LINES",
                                    "OVERLAPPING",
                                    "NOBODY_LIABLE",
                                    "METER_ROLLED_BACK",
                                    "READING_MISSING",
                                    "FORMULA_FAILS",
                                    "AMOUNT_IMPLAUSIBLE",
                                ],
                            )
                        ),
                        name="billing_parked_reason_is_known",
                    ),
                ],
            },
        ),
        guards.append_only(
            "billing_run",
            frozen=(
                "community_id",
                "id",
                "period",
                "edition",
                "number",
                '"on"',
                "entry_id",
                "lines",
                "units",
                "total_fen",
                "kinds",
                "covers_from",
                "covers_until",
                "digest",
                "actor",
                "posted_at",
            ),
            editable=("state", "reversed_on", "reversed_because", "reversal_entry_id"),
        ),
        guards.append_only("billing_parked"),
        relations.publish("billing", "run"),
        relations.publish("billing", "parked"),
    ]
