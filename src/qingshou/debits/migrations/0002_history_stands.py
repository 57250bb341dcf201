"""What was signed, sent and answered stands; only what may change changes."""

from django.db import migrations

from qingshou.platform.db import guards, relations


class Migration(migrations.Migration):
    dependencies = [("debits", "0001_mandates_and_batches")]
    operations = [
        guards.append_only(
            "debits_mandate",
            frozen=[
                "community_id",
                "id",
                "account_id",
                "limit_fen",
                "monthly_fen",
                "document",
                "bank",
                "bank_code",
                "holder",
                "number_sealed",
                "number_masked",
                "number_print",
                "signed_on",
                "since",
                "until",
                "actor",
            ],
            editable=["revoked_on", "revoked_because", "revoked_by"],
        ),
        guards.append_only(
            "debits_coverage",
            frozen=["community_id", "id", "mandate_id", "account_id", "kind", "since"],
            editable=["until"],
        ),
        guards.append_only(
            "debits_batch",
            frozen=[
                "community_id",
                "id",
                "number",
                "lines",
                "total_fen",
                '"on"',
                "template",
                "layout",
                "actor",
            ],
            editable=["state", "sent_on", "closed_on"],
        ),
        guards.append_only("debits_line"),
        guards.append_only(
            "debits_portion",
            frozen=[
                "community_id",
                "id",
                "line_id",
                "item_id",
                "amount_fen",
                "kind",
                "period_from",
                "period_until",
            ],
            editable=["running"],
        ),
        guards.append_only("debits_leftout"),
        guards.append_only("debits_returnfile"),
        guards.append_only("debits_outcome"),
        guards.append_only("debits_failure"),
        guards.append_only("debits_notice"),
        relations.publish("debits", "line"),
    ]
