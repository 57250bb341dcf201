"""Deposits and unclaimed money are held beside prepayments; transfers move money in the journal."""

from django.db import migrations, models

import qingshou.ledger.models
import qingshou.platform.db.fields
import qingshou.platform.db.scoped
from qingshou.platform.db import guards, relations

UNCLAIMED = """
CREATE FUNCTION ledger_unclaimed_money_is_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    apart text := CASE TG_TABLE_NAME
        WHEN 'ledger_credit' THEN $test$ (brought.nature = 'SUSPENSE') $test$
        ELSE $test$ (account.code = 'SUSPENSE' AND brought.nature = 'REFUND') $test$ END;
    wrong record;
BEGIN
    EXECUTE format($query$
        SELECT brought.id FROM brought
        JOIN ledger_account account
            ON account.community_id = brought.community_id AND account.id = brought.account_id
        WHERE (account.code = 'SUSPENSE') <> %s LIMIT 1 $query$, apart) INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '% row % mixes unclaimed money with that of a debtor',
            TG_TABLE_NAME, wrong.id
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'ledger_unclaimed_money_is_apart';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_credits_keep_unclaimed_apart AFTER INSERT ON ledger_credit
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION ledger_unclaimed_money_is_apart();
CREATE TRIGGER ledger_items_keep_unclaimed_apart AFTER INSERT ON ledger_openitem
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION ledger_unclaimed_money_is_apart();

CREATE FUNCTION ledger_account_of_unclaimed_money_keeps_its_code() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the account of unclaimed money keeps its code'
        USING ERRCODE = 'integrity_constraint_violation',
              CONSTRAINT = 'ledger_account_of_unclaimed_money_keeps_its_code';
END $$;
CREATE TRIGGER ledger_account_of_unclaimed_money_keeps_its_code
    BEFORE UPDATE OF code ON ledger_account FOR EACH ROW
    WHEN ((OLD.code = 'SUSPENSE') <> (NEW.code = 'SUSPENSE'))
    EXECUTE FUNCTION ledger_account_of_unclaimed_money_keeps_its_code();
"""
UNCLAIMED_MIXES = """
DROP FUNCTION ledger_unclaimed_money_is_apart,
    ledger_account_of_unclaimed_money_keeps_its_code CASCADE;
"""

TRANSFERS = """
CREATE FUNCTION ledger_transfers_are_booked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    EXECUTE $query$
        SELECT brought.id FROM brought
        LEFT JOIN ledger_entry entry
            ON entry.community_id = brought.community_id AND entry.id = brought.entry_id
            AND entry."on" = brought."on" AND entry.source = 'TRANSFER'
        WHERE entry.id IS NULL LIMIT 1 $query$ INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'transfer % has no entry of its day', wrong.id
            USING ERRCODE = 'foreign_key_violation',
                  CONSTRAINT = 'ledger_transfer_has_an_entry_of_its_day';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_transfers_are_booked AFTER INSERT ON ledger_transfer
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION ledger_transfers_are_booked();
"""

NATURES = [
    "RECEIPT",
    "OPENING",
    "REVERSAL",
    "WAIVER",
    "WRITE_OFF",
    "DISCOUNT",
    "DEPOSIT",
    "SUSPENSE",
]
SOURCES = [
    "BILLING",
    "OPENING",
    "RECEIPT",
    "RECEIPT_IMPORT",
    "REVERSAL",
    "ADJUSTMENT",
    "SETTLEMENT",
    "DEPOSIT",
    "SUSPENSE",
    "CLAIM",
    "TRANSFER",
]
MONEY_ACCOUNTS = ["1001", "1002", "1012", "1901", "6603"]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_relations")]

    operations = [
        migrations.AddField(
            model_name="credit",
            name="kind",
            field=qingshou.ledger.models.Code(
                blank=True, db_collation="C", db_default="", default=""
            ),
        ),
        migrations.RemoveConstraint(model_name="credit", name="ledger_credit_nature_is_known"),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(
                condition=models.Q(("nature__in", NATURES)), name="ledger_credit_nature_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="credit",
            constraint=models.CheckConstraint(
                condition=models.Q(("nature", "DEPOSIT"), ("kind", ""), _connector="OR"),
                name="ledger_credit_kind_is_of_a_deposit",
            ),
        ),
        migrations.RemoveConstraint(model_name="entry", name="ledger_entry_source_is_known"),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", SOURCES)), name="ledger_entry_source_is_known"
            ),
        ),
        migrations.CreateModel(
            name="Transfer",
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
                ("entry_id", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("on", models.DateField()),
                ("debit_code", qingshou.ledger.models.Code(db_collation="C")),
                ("credit_code", qingshou.ledger.models.Code(db_collation="C")),
                ("memo", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "entry_id"], name="ledger_transfer_by_entry"
                    )
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="entry_id", name="ledger_transfer_entry_is_known", to="ledger.Entry"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0), ("amount_fen__lte", 1000000000000)
                        ),
                        name="ledger_transfer_amount_is_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debit_code__in", MONEY_ACCOUNTS),
                            ("credit_code__in", MONEY_ACCOUNTS),
                            models.Q(("debit_code", models.F("credit_code")), _negated=True),
                        ),
                        name="ledger_transfer_moves_between_money_accounts",
                    ),
                ],
            },
        ),
        migrations.RunSQL(UNCLAIMED, UNCLAIMED_MIXES),
        migrations.RunSQL(TRANSFERS, "DROP FUNCTION ledger_transfers_are_booked CASCADE"),
        guards.append_only("ledger_transfer"),
        migrations.RunSQL(
            "DROP TRIGGER ledger_credit_refuses_update ON ledger_credit;"
            " CREATE TRIGGER ledger_credit_refuses_update BEFORE UPDATE OF"
            ' community_id, id, account_id, entry_id, amount_fen, "on", nature, channel,'
            " source_ref, kind ON ledger_credit"
            " FOR EACH STATEMENT EXECUTE FUNCTION qingshou_refuse_change()",
            "DROP TRIGGER ledger_credit_refuses_update ON ledger_credit;"
            " CREATE TRIGGER ledger_credit_refuses_update BEFORE UPDATE OF"
            ' community_id, id, account_id, entry_id, amount_fen, "on", nature, channel,'
            " source_ref ON ledger_credit"
            " FOR EACH STATEMENT EXECUTE FUNCTION qingshou_refuse_change()",
        ),
        relations.publish("ledger", "account"),
        relations.publish("ledger", "credit"),
        relations.publish("ledger", "item"),
        relations.publish("ledger", "transfer"),
        relations.publish("ledger", "posting"),
    ]
