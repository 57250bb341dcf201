"""What the other side told stands as it came, and so does what was made of it."""

from django.db import migrations

from qingshou.platform.db import guards


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0001_statements_and_matches")]

    operations = [
        guards.append_only("reconciliation_fundaccount"),
        guards.append_only(
            "reconciliation_statement",
            frozen=(
                "community_id",
                "id",
                "fund_account_id",
                "source",
                "layout",
                "file_name",
                "sha256",
                "first_on",
                "latest_on",
                "lines",
                "in_fen",
                "out_fen",
                "opening_fen",
                "closing_fen",
                "let_in_on",
                "actor",
            ),
            editable=("withdrawn_on", "settled_on", "waiting"),
        ),
        guards.append_only(
            "reconciliation_line",
            frozen=(
                "community_id",
                "id",
                "statement_id",
                "fund_account_id",
                "amount_fen",
                "balance_fen",
                '"on"',
                "row_no",
                "repeats",
                "kind",
                "at",
                "identity",
                "serial",
                "order_number",
                "origin_number",
                "payer_name",
                "payer_account",
                "remark",
            ),
            editable=("live", "echo"),
        ),
        guards.append_only(
            "reconciliation_match",
            frozen=(
                "community_id",
                "id",
                "line_id",
                "part",
                "amount_fen",
                "fund_account_id",
                "ours_id",
                "account_id",
                "twin_id",
                "made",
                "confidence_bp",
                '"on"',
                "how",
                "ours",
                "evidence",
                "source_ref",
                "actor",
            ),
            editable=("released_on",),
        ),
        guards.append_only("reconciliation_explanation"),
        guards.append_only("reconciliation_closedday"),
    ]
