"""Deposits, refunds and voids; whoever voids a receipt or gives money back is not alone."""

import django.db.models.deletion
from django.db import migrations, models

import qingshou.platform.db.fields
import qingshou.platform.db.scoped
from qingshou.platform.db import guards, relations

KINDS = """
INSERT INTO payments_depositkind (code, name) VALUES
    ('RENOVATION', '装修押金'), ('WASTE', '装修垃圾清运押金'), ('ACCESS_CARD', '门禁卡押金'),
    ('SITE', '场地使用押金'), ('OTHER', '其他押金')
"""

# A receipt taken back outside of an import has its void, of two people, when the transaction ends.
VOIDED = """
CREATE FUNCTION payments_reversal_is_voided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM payments_void void
                   WHERE void.community_id = NEW.community_id AND void.reversal_id = NEW.id
                     AND void.receipt_id = NEW.reverses_id)
    THEN
        RAISE EXCEPTION 'receipt % is taken back without a void of two people', NEW.reverses_id
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'payments_reversal_is_voided';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_reversal_is_voided
    AFTER INSERT ON payments_receipt DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL AND NEW.import_id IS NULL)
    EXECUTE FUNCTION payments_reversal_is_voided();
"""
UNVOIDED = """
DROP TRIGGER payments_reversal_is_voided ON payments_receipt;
DROP FUNCTION payments_reversal_is_voided;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0003_tenders"),
        ("approvals", "0002_decisions_stand"),
        ("ledger", "0004_money_is_held_and_moved"),
    ]

    operations = [
        migrations.CreateModel(
            name="Deposit",
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
                ("receipt_id", models.BigIntegerField()),
                ("credit_id", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("on", models.DateField()),
                ("memo", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="DepositApplication",
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
                ("deposit_id", models.BigIntegerField()),
                ("entry_id", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("settled_fen", qingshou.platform.db.fields.MoneyField()),
                ("on", models.DateField()),
                ("wish", models.TextField()),
                ("cashier", models.TextField()),
                ("request_id", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="DepositKind",
            fields=[
                ("code", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Refund",
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
                ("entry_id", models.BigIntegerField()),
                ("deposit_id", models.BigIntegerField(null=True)),
                ("number", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("channel", models.TextField()),
                ("on", models.DateField()),
                ("payee", models.TextField()),
                ("cause", models.TextField()),
                ("cashier", models.TextField()),
                ("approval_id", models.BigIntegerField()),
                ("maker", models.TextField()),
                ("checker", models.TextField()),
                ("request_id", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Void",
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
                ("receipt_id", models.BigIntegerField()),
                ("reversal_id", models.BigIntegerField()),
                ("on", models.DateField()),
                ("cause", models.TextField()),
                ("approval_id", models.BigIntegerField()),
                ("maker", models.TextField()),
                ("checker", models.TextField()),
                ("request_id", models.TextField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="receipt",
            name="payments_receipt_series_is_known",
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("series__in", ["SJ", "LS", "HC", "YJ"])),
                name="payments_receipt_series_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="depositapplication",
            constraint=qingshou.platform.db.scoped.BelongsTo(
                column="deposit_id",
                name="payments_application_has_its_deposit",
                to="payments.Deposit",
            ),
        ),
        migrations.AddConstraint(
            model_name="depositapplication",
            constraint=qingshou.platform.db.scoped.BelongsTo(
                column="entry_id", name="payments_application_has_its_entry", to="ledger.Entry"
            ),
        ),
        migrations.AddConstraint(
            model_name="depositapplication",
            constraint=models.UniqueConstraint(
                fields=("community_id", "request_id"), name="payments_application_is_made_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="depositapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_fen__gt", 0),
                    ("settled_fen__gte", 0),
                    models.Q(("wish", ""), _negated=True),
                ),
                name="payments_application_is_wished_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="depositkind",
            constraint=models.UniqueConstraint(
                fields=("name",), name="payments_deposit_kind_name_is_unique"
            ),
        ),
        migrations.AddField(
            model_name="deposit",
            name="kind",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payments.depositkind",
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(
                fields=["community_id", "account_id"], name="payments_refund_by_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=qingshou.platform.db.scoped.BelongsTo(
                column="entry_id", name="payments_refund_has_its_entry", to="ledger.Entry"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=qingshou.platform.db.scoped.BelongsTo(
                column="deposit_id", name="payments_refund_has_its_deposit", to="payments.Deposit"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=qingshou.platform.db.scoped.AgreesWith(
                columns={"approval_id": "request_id", "checker": "decided_by", "maker": "made_by"},
                name="payments_refund_has_its_approval",
                to="approvals.Use",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                fields=("community_id", "number"), name="payments_refund_number_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                fields=("community_id", "approval_id"), name="payments_refund_is_made_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("maker", models.F("checker")), _negated=True),
                name="payments_refund_has_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_fen__gt", 0),
                    ("number__gte", 1),
                    models.Q(("payee", ""), _negated=True),
                ),
                name="payments_refund_goes_to_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "channel__in",
                        ["CASH", "TRANSFER", "POS", "WECHAT", "ALIPAY", "DEBIT", "OTHER"],
                    ),
                    (
                        "cause__in",
                        [
                            "OVERPAID",
                            "PAID_TWICE",
                            "MOVED_OUT",
                            "WRONG_UNIT",
                            "WRONG_AMOUNT",
                            "BOUNCED",
                            "DEPOSIT_ENDED",
                            "OTHER",
                        ],
                    ),
                ),
                name="payments_refund_channel_and_cause_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="void",
            constraint=qingshou.platform.db.scoped.BelongsTo(
                column="receipt_id", name="payments_void_has_its_receipt", to="payments.Receipt"
            ),
        ),
        migrations.AddConstraint(
            model_name="void",
            constraint=qingshou.platform.db.scoped.BelongsTo(
                column="reversal_id", name="payments_void_has_its_reversal", to="payments.Receipt"
            ),
        ),
        migrations.AddConstraint(
            model_name="void",
            constraint=qingshou.platform.db.scoped.AgreesWith(
                columns={"approval_id": "request_id", "checker": "decided_by", "maker": "made_by"},
                name="payments_void_has_its_approval",
                to="approvals.Use",
            ),
        ),
        migrations.AddConstraint(
            model_name="void",
            constraint=models.UniqueConstraint(
                fields=("community_id", "receipt_id"), name="payments_receipt_is_voided_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="void",
            constraint=models.UniqueConstraint(
                fields=("community_id", "reversal_id"), name="payments_void_has_one_reversal"
            ),
        ),
        migrations.AddConstraint(
            model_name="void",
            constraint=models.CheckConstraint(
                condition=models.Q(("maker", models.F("checker")), _negated=True),
                name="payments_void_has_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="void",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "cause__in",
                        [
                            "OVERPAID",
                            "PAID_TWICE",
                            "MOVED_OUT",
                            "WRONG_UNIT",
                            "WRONG_AMOUNT",
                            "BOUNCED",
                            "DEPOSIT_ENDED",
                            "OTHER",
                        ],
                    )
                ),
                name="payments_void_cause_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="deposit",
            index=models.Index(
                fields=["community_id", "account_id"], name="payments_deposit_by_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=qingshou.platform.db.scoped.BelongsTo(
                column="receipt_id", name="payments_deposit_has_its_receipt", to="payments.Receipt"
            ),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=qingshou.platform.db.scoped.BelongsTo(
                column="credit_id", name="payments_deposit_has_its_credit", to="ledger.Credit"
            ),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=models.UniqueConstraint(
                fields=("community_id", "receipt_id"), name="payments_deposit_is_receipted_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)),
                name="payments_deposit_amount_is_positive",
            ),
        ),
        migrations.RunSQL(sql=KINDS, reverse_sql="DELETE FROM payments_depositkind"),
        migrations.RunSQL(sql=VOIDED, reverse_sql=UNVOIDED),
        guards.append_only("payments_deposit"),
        guards.append_only("payments_depositapplication"),
        guards.append_only("payments_refund"),
        guards.append_only("payments_void"),
        relations.publish("payments", "refund"),
        relations.publish("payments", "deposit"),
    ]
