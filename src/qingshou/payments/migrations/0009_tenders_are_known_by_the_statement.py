"""What a tender points at is looked up once per statement: a bank's month brings 200,000 of them."""

from django.db import migrations

from qingshou.platform.db.checks import Check

KNOWN = Check(
    "payments_tenders_point_at_what_is_known",
    "payments_tender",
    """
        SELECT brought.id FROM brought
        LEFT JOIN payments_receipt receipt
            ON receipt.community_id = brought.community_id AND receipt.id = brought.receipt_id
        LEFT JOIN ledger_credit credit
            ON credit.community_id = brought.community_id AND credit.id = brought.credit_id
        LEFT JOIN payments_tender renewed
            ON renewed.community_id = brought.community_id AND renewed.id = brought.renews_id
        WHERE receipt.id IS NULL OR credit.id IS NULL
           OR (brought.renews_id IS NOT NULL AND renewed.id IS NULL)""",
    "tender % has no receipt, no credit, or renews none that is known",
    "payments_tender_points_at_what_is_known",
    state="foreign_key_violation",
)
BY_ROW = [
    "payments_tender_has_its_receipt",
    "payments_tender_has_its_credit",
    "payments_tender_renews_a_known_one",
]


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_only_reversals_look_for_certificates")]

    operations = [
        *(migrations.RemoveConstraint(model_name="tender", name=name) for name in BY_ROW),
        migrations.RunSQL(KNOWN.sql),
    ]
