"""The tenders of one receipt are added up by a plan that is kept."""

from django.db import migrations

from qingshou.platform.db.checks import Check


def sums_up(name: str, table: str, touched: str) -> Check:
    return Check(
        name,
        table,
        f"""
        SELECT receipt.id, receipt.amount_fen, COALESCE(sum(tender.amount_fen), 0) AS found
        FROM (SELECT DISTINCT community_id, {touched} AS id FROM brought) touched
        JOIN payments_receipt receipt
            ON receipt.community_id = touched.community_id AND receipt.id = touched.id
        LEFT JOIN payments_tender tender
            ON tender.community_id = receipt.community_id AND tender.receipt_id = receipt.id
        GROUP BY receipt.community_id, receipt.id, receipt.amount_fen
        HAVING receipt.amount_fen <> COALESCE(sum(tender.amount_fen), 0)""",
        "receipt % says % fen, its tenders sum to %",
        "payments_tenders_sum_up_to_their_receipt",
        ("id", "amount_fen", "found"),
    )


CHECKS = [
    sums_up("payments_receipts_have_their_tenders", "payments_receipt", "id"),
    sums_up("payments_tenders_sum_up_to_their_receipt", "payments_tender", "receipt_id"),
]


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_prints_and_shifts")]

    operations = [
        *(migrations.RunSQL(check.sql) for check in CHECKS),
        migrations.RunSQL("DROP FUNCTION payments_tenders_sum_up"),
    ]
