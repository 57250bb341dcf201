"""History cannot be rewritten, no stage can be skipped, and others may read what is published."""

from django.db import migrations

from qingshou.platform.db import guards, relations

NO_STAGE_SKIPPED = """
ALTER TABLE dunning_stagestep ADD CONSTRAINT dunning_no_stage_skipped
    FOREIGN KEY (community_id, case_id, follows)
    REFERENCES dunning_stagestep (community_id, case_id, place)
"""


class Migration(migrations.Migration):
    dependencies = [("dunning", "0001_cases_contacts_promises")]
    operations = [
        migrations.RunSQL(
            NO_STAGE_SKIPPED,
            "ALTER TABLE dunning_stagestep DROP CONSTRAINT dunning_no_stage_skipped",
        ),
        guards.append_only(
            "dunning_case",
            frozen=["community_id", "id", "account_id", "overdue_since", "opened_on", "strategy"],
            editable=[
                "closed_on",
                "closed_because",
                "stage",
                "stage_since",
                "waits_because",
                "look_again_on",
            ],
        ),
        guards.append_only("dunning_stagestep"),
        guards.append_only("dunning_contact"),
        guards.append_only(
            "dunning_promise",
            frozen=[
                "community_id",
                "id",
                "account_id",
                "made_on",
                "promised_on",
                "amount_fen",
                "grace_days",
                "actor",
                "import_id",
            ],
            editable=["ends_on", "state", "judged_on"],
        ),
        guards.append_only("dunning_reasonmark"),
        guards.append_only(
            "dunning_hold",
            frozen=[
                "community_id",
                "id",
                "account_id",
                "item_id",
                "reason",
                "start",
                "note",
                "actor",
            ],
            editable=["until"],
        ),
        guards.append_only("dunning_withdrawal"),
        guards.append_only("dunning_watch"),
        relations.publish("dunning", "stay"),
        relations.publish("dunning", "case"),
        relations.publish("dunning", "contact"),
        relations.publish("dunning", "promise"),
        relations.publish("dunning", "reason"),
        relations.publish("dunning", "hold"),
        relations.publish_function(
            "dunning", "reason_as_of", signature="dunning_reason_as_of(bigint[], date)"
        ),
        relations.publish_function(
            "dunning", "stage_as_of", signature="dunning_stage_as_of(bigint[], date)"
        ),
        relations.publish_function(
            "dunning", "stage_flow", signature="dunning_stage_flow(bigint[], date, date)"
        ),
    ]
