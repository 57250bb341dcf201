"""Communities, buildings and units, and who holds which unit when."""

from django.contrib.postgres.fields import DateRangeField
from django.db import migrations, models

from qingshou.platform.db import relations
from qingshou.platform.db.scoped import BelongsTo, NextId


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("db", "0001_ids"),
        ("tenancy", "0001_initial"),
        ("ledger", "__first__"),
        ("parties", "0001_people"),
    ]
    operations = [
        migrations.CreateModel(
            name="Community",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("address", models.TextField(blank=True, default="")),
                ("opened_on", models.DateField(null=True)),
                ("import_id", models.BigIntegerField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        to="tenancy.company",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code",), name="estate_community_code_is_unique"
                    ),
                    models.UniqueConstraint(
                        fields=("company", "name"),
                        name="estate_community_name_is_unique_in_its_company",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Building",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=NextId())),
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
                ("name", models.TextField()),
                ("code", models.TextField()),
                ("floors", models.IntegerField(null=True)),
                ("import_id", models.BigIntegerField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("community_id", "code"),
                        name="estate_building_code_is_unique",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=NextId())),
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
                ("building_id", models.BigIntegerField()),
                ("entrance", models.TextField(blank=True, default="")),
                ("room", models.TextField()),
                ("code", models.TextField()),
                ("floor", models.IntegerField(null=True)),
                ("usage", models.TextField(default="RESIDENTIAL")),
                ("building_area_m2", models.DecimalField(decimal_places=2, max_digits=12)),
                ("usable_area_m2", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("layout", models.TextField(blank=True, default="")),
                ("delivered_on", models.DateField(null=True)),
                ("vacant_from", models.DateField(null=True)),
                ("import_id", models.BigIntegerField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    BelongsTo(
                        column="building_id",
                        name="estate_unit_building_is_known",
                        to="estate.Building",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("community_id", "code"),
                        name="estate_unit_code_is_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("usage__in", ["RESIDENTIAL", "SHOP", "OFFICE", "PARKING", "STORAGE"])
                        ),
                        name="estate_unit_usage_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("building_area_m2__gte", 0), ("building_area_m2__lte", 100000)
                        ),
                        name="estate_unit_area_is_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("usable_area_m2__isnull", True),
                            models.Q(
                                ("usable_area_m2__gte", 0),
                                ("usable_area_m2__lte", models.F("building_area_m2")),
                            ),
                            _connector="OR",
                        ),
                        name="estate_unit_usable_area_is_within_building_area",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tenure",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=NextId())),
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
                ("party_id", models.BigIntegerField()),
                ("account_id", models.BigIntegerField(null=True)),
                ("role", models.TextField()),
                ("liable", models.BooleanField()),
                ("held", DateRangeField()),
                ("import_id", models.BigIntegerField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community_id", "unit_id"], name="estate_tenure_by_unit"),
                    models.Index(
                        fields=["community_id", "party_id"], name="estate_tenure_by_party"
                    ),
                ],
                "constraints": [
                    BelongsTo(
                        column="unit_id", name="estate_tenure_unit_is_known", to="estate.Unit"
                    ),
                    BelongsTo(
                        column="party_id", name="estate_tenure_party_is_known", to="parties.Party"
                    ),
                    BelongsTo(
                        column="account_id",
                        name="estate_tenure_account_is_known",
                        to="ledger.Account",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "account_id"),
                        name="estate_tenure_has_its_own_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["OWNER", "TENANT", "DEVELOPER"])),
                        name="estate_tenure_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account_id__isnull", False), ("liable", True)),
                            models.Q(("account_id__isnull", True), ("liable", False)),
                            _connector="OR",
                        ),
                        name="estate_tenure_owes_on_an_account_exactly_when_liable",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held__isempty", False)),
                        name="estate_tenure_covers_a_day",
                    ),
                ],
            },
        ),
        relations.publish("estate", "unit"),
        relations.publish("estate", "liable_account"),
    ]
