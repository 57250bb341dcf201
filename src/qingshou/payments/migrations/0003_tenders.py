"""A receipt has tenders: every channel its own money, and the same money comes once."""

from django.db import migrations, models

import qingshou.platform.db.fields
import qingshou.platform.db.scoped
from qingshou.platform.db import guards, relations

BACKFILL = """
INSERT INTO payments_tender
    (community_id, receipt_id, credit_id, amount_fen, channel, outside_number)
SELECT community_id, id, credit_id, amount_fen, channel, '' FROM payments_receipt ORDER BY id
"""

SUMS = """
CREATE FUNCTION payments_tenders_sum_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    EXECUTE format($query$
        SELECT receipt.id, receipt.amount_fen, COALESCE(sum(tender.amount_fen), 0) AS found
        FROM (SELECT DISTINCT community_id, %s AS id FROM brought) touched
        JOIN payments_receipt receipt
            ON receipt.community_id = touched.community_id AND receipt.id = touched.id
        LEFT JOIN payments_tender tender
            ON tender.community_id = receipt.community_id AND tender.receipt_id = receipt.id
        GROUP BY receipt.community_id, receipt.id, receipt.amount_fen
        HAVING receipt.amount_fen <> COALESCE(sum(tender.amount_fen), 0) LIMIT 1
        $query$, TG_ARGV[0]) INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'receipt % says % fen, its tenders sum to %',
            wrong.id, wrong.amount_fen, wrong.found
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'payments_tenders_sum_up_to_their_receipt';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER payments_receipts_have_their_tenders AFTER INSERT ON payments_receipt
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION payments_tenders_sum_up('id');
CREATE TRIGGER payments_tenders_sum_up_to_their_receipt AFTER INSERT ON payments_tender
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION payments_tenders_sum_up('receipt_id');
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_receipts_stand"), ("ledger", "0003_relations")]

    operations = [
        migrations.CreateModel(
            name="Tender",
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
                ("credit_id", models.BigIntegerField()),
                ("renews_id", models.BigIntegerField(null=True)),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("channel", models.TextField()),
                ("outside_number", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "receipt_id"], name="payments_tender_by_receipt"
                    ),
                    models.Index(
                        fields=["community_id", "credit_id"], name="payments_tender_by_credit"
                    ),
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="receipt_id",
                        name="payments_tender_has_its_receipt",
                        to="payments.Receipt",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="credit_id",
                        name="payments_tender_has_its_credit",
                        to="ledger.Credit",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="renews_id",
                        name="payments_tender_renews_a_known_one",
                        to="payments.Tender",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outside_number", ""), _negated=True),
                        fields=("community_id", "channel", "outside_number", "renews_id"),
                        name="payments_channel_money_is_received_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)),
                        name="payments_tender_amount_is_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "channel__in",
                                ["CASH", "TRANSFER", "POS", "WECHAT", "ALIPAY", "DEBIT", "OTHER"],
                            )
                        ),
                        name="payments_tender_channel_is_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.RunSQL("DROP VIEW IF EXISTS payments__receipt", migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="receipt", name="payments_receipt_has_its_credit"),
        migrations.RemoveConstraint(model_name="receipt", name="payments_receipt_channel_is_known"),
        migrations.RemoveIndex(model_name="receipt", name="payments_receipt_by_credit"),
        migrations.RemoveField(model_name="receipt", name="channel"),
        migrations.RemoveField(model_name="receipt", name="credit_id"),
        migrations.AddField(
            model_name="receipt",
            name="camera",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="receipt",
            name="payer",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.RunSQL(SUMS, "DROP FUNCTION payments_tenders_sum_up CASCADE"),
        guards.append_only("payments_tender"),
        relations.publish("payments", "tender"),
    ]
