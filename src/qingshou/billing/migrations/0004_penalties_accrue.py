"""Penalty terms, freezes, and an append-only ledger of what every item bears day by day.

The large table is checked once per statement: its run, its terms and its items are known.
"""

from django.db import migrations, models

import qingshou.platform.db.fields
import qingshou.platform.db.scoped
from qingshou.platform.db import guards, relations

KNOWN = """
CREATE FUNCTION billing_accruals_are_of_known_items() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong bigint;
BEGIN
    EXECUTE $query$
        SELECT brought.item_id FROM brought
        LEFT JOIN billing_penaltyrun run
            ON run.community_id = brought.community_id AND run.id = brought.run_id
        LEFT JOIN billing_penaltyterms terms
            ON terms.community_id = brought.community_id AND terms.id = brought.terms_id
        LEFT JOIN ledger__item item
            ON item.community_id = brought.community_id AND item.item_id = brought.item_id
            AND item.account_id = brought.account_id
        WHERE run.id IS NULL OR terms.id IS NULL OR item.item_id IS NULL LIMIT 1
        $query$ INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'penalty of item %: its run, its terms or the item itself is unknown', wrong
            USING ERRCODE = 'foreign_key_violation',
                  CONSTRAINT = 'billing_accrual_is_of_a_known_item';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER billing_accrual_is_of_a_known_item AFTER INSERT ON billing_penaltyaccrual
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION billing_accruals_are_of_known_items();
"""
DROP = "DROP FUNCTION billing_accruals_are_of_known_items CASCADE"


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0003_debts_are_given_up_by_two"),
        ("ledger", "0005_books_are_closed"),
    ]

    operations = [
        migrations.CreateModel(
            name="PenaltyAccrual",
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
                ("account_id", models.BigIntegerField()),
                ("item_id", models.BigIntegerField()),
                ("terms_id", models.BigIntegerField()),
                ("generation", models.BigIntegerField()),
                ("principal_fen", qingshou.platform.db.fields.MoneyField()),
                ("cap_fen", qingshou.platform.db.fields.MoneyField(null=True)),
                ("fen", qingshou.platform.db.fields.MoneyField()),
                ("added_fen", models.BigIntegerField()),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("segment_from", models.DateField()),
                ("rate", models.DecimalField(decimal_places=12, max_digits=24, null=True)),
                ("earlier", models.DecimalField(decimal_places=12, max_digits=38)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("rate__isnull", True)),
                        fields=["community_id", "account_id", "item_id"],
                        name="billing_penalty_unknown",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community_id", "account_id", "item_id", "generation", "from_on"),
                        name="billing_a_day_of_an_item_bears_penalty_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_on__lt", models.F("until_on")),
                            ("segment_from__lte", models.F("from_on")),
                        ),
                        name="billing_penalty_days_run_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fen__gte", 0),
                            ("principal_fen__gte", 0),
                            models.Q(
                                ("cap_fen__isnull", True),
                                ("fen__lte", models.F("cap_fen")),
                                _connector="OR",
                            ),
                        ),
                        name="billing_penalty_is_within_its_cap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PenaltyFreeze",
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
                ("account_id", models.BigIntegerField()),
                ("item_id", models.BigIntegerField(null=True)),
                ("frozen_from", models.DateField()),
                ("frozen_until", models.DateField(null=True)),
                ("reason", models.TextField()),
                ("source", models.TextField()),
                ("source_ref", models.TextField()),
                ("actor", models.TextField()),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "source", "source_ref", "-id"],
                        name="billing_freeze_by_matter",
                    )
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="account_id",
                        name="billing_frozen_account_is_known",
                        to="ledger.Account",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="item_id", name="billing_frozen_item_is_known", to="ledger.OpenItem"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("frozen_until__isnull", True),
                            ("frozen_until__gte", models.F("frozen_from")),
                            _connector="OR",
                        ),
                        name="billing_freeze_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PenaltyRun",
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
                ("as_of", models.DateField()),
                ("number", models.SmallIntegerField()),
                ("rates_known_until", models.DateField()),
                ("actor", models.TextField()),
                ("accrued_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community_id", "as_of", "number"),
                        name="billing_penalty_run_number_is_unique",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PenaltyTerms",
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
                ("kind", models.TextField(blank=True, db_collation="C", default="")),
                ("valid_from", models.DateField()),
                ("rule", models.TextField()),
                ("rate", models.DecimalField(decimal_places=8, max_digits=20)),
                ("term", models.TextField(blank=True, default="")),
                ("grace_days", models.IntegerField()),
                ("day_basis", models.TextField()),
                ("year_days", models.IntegerField()),
                ("count_first_day", models.BooleanField()),
                ("count_last_day", models.BooleanField()),
                ("cap", models.TextField()),
                ("segment_fen", models.SmallIntegerField(null=True)),
                ("item_fen", models.SmallIntegerField(null=True)),
                ("document", models.TextField(blank=True, default="")),
                ("actor", models.TextField()),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community_id", "kind", "valid_from"),
                        name="billing_one_version_of_penalty_terms_begins_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rate__gte", 0),
                            ("rule__in", ["DAILY", "MONTHLY", "LPR"]),
                            models.Q(
                                models.Q(("rule", "LPR"), ("term__in", ["1Y", "5Y"])),
                                models.Q(models.Q(("rule", "LPR"), _negated=True), ("term", "")),
                                _connector="OR",
                            ),
                        ),
                        name="billing_penalty_rule_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("day_basis__in", ["ACTUAL", "THIRTY_DAY_MONTHS"]),
                            ("year_days__in", [365, 360]),
                            ("cap__in", ["NONE", "PRINCIPAL"]),
                            ("grace_days__gte", 0),
                        ),
                        name="billing_penalty_days_and_cap_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("segment_fen__isnull", True),
                                ("segment_fen__in", [1, 10, 100]),
                                _connector="OR",
                            ),
                            models.Q(
                                ("item_fen__isnull", True),
                                ("item_fen__in", [1, 10, 100]),
                                _connector="OR",
                            ),
                        ),
                        name="billing_penalty_rounds_to_fen_jiao_or_yuan",
                    ),
                ],
            },
        ),
        guards.append_only("billing_penaltyterms"),
        guards.append_only("billing_penaltyfreeze"),
        guards.append_only("billing_penaltyrun"),
        guards.append_only("billing_penaltyaccrual"),
        relations.publish("billing", "penalty_terms"),
        relations.publish("billing", "penalty_freeze"),
        relations.publish("billing", "posted_penalty"),
        relations.publish_function(
            "billing", "penalty_as_of", signature="billing_penalty_as_of(bigint[], date)"
        ),
        migrations.RunSQL(KNOWN, DROP),
    ]
