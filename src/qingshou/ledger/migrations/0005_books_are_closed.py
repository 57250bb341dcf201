"""Books are closed up to a day; nothing is booked before it, whoever asks."""

from django.db import migrations, models
from django.db.models.expressions import NegatedExpression
from django.db.models.functions import Lower, Trim
from django.db.models.lookups import Exact

import qingshou.ledger.models
import qingshou.platform.db.scoped
from qingshou.platform.db import guards, relations
from qingshou.platform.db.locks import Subject

CLOSED = f"""
CREATE FUNCTION ledger_period_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told record;
    first_open date;
BEGIN
    FOR told IN EXECUTE format($query$
        SELECT brought.community_id, min(%s) AS day FROM brought %s
        GROUP BY brought.community_id ORDER BY brought.community_id
        $query$, TG_ARGV[0], TG_ARGV[1])
    LOOP
        PERFORM pg_advisory_xact_lock_shared(
            ({Subject.PERIOD.value}::bigint << 48) | told.community_id);
        SELECT open_from INTO first_open FROM ledger_closing
            WHERE community_id = told.community_id ORDER BY number DESC LIMIT 1;
        IF told.day < first_open THEN
            RAISE EXCEPTION '% lies in a closed period; the book is open from %',
                told.day, first_open
                USING ERRCODE = 'integrity_constraint_violation',
                      CONSTRAINT = 'ledger_period_is_open';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_closing_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    latest record;
BEGIN
    PERFORM pg_advisory_xact_lock(({Subject.PERIOD.value}::bigint << 48) | NEW.community_id);
    SELECT number, open_from INTO latest FROM ledger_closing
        WHERE community_id = NEW.community_id ORDER BY number DESC LIMIT 1;
    IF NEW.number <> COALESCE(latest.number, 0) + 1
        OR (NEW.deed = 'CLOSE' AND NEW.open_from <= latest.open_from)
        OR (NEW.deed = 'REOPEN' AND NEW.open_from >= COALESCE(latest.open_from, '-infinity'))
    THEN
        RAISE EXCEPTION 'closing % until % does not follow closing % until %',
            NEW.number, NEW.open_from, latest.number, latest.open_from
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'ledger_closing_follows';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_closing_follows BEFORE INSERT ON ledger_closing
    FOR EACH ROW EXECUTE FUNCTION ledger_closing_follows();
"""

OF_ITS_ENTRY = (
    "JOIN ledger_entry entry ON entry.community_id = brought.community_id"
    " AND entry.id = brought.entry_id"
)
DAYS = {
    "ledger_entry": ('brought."on"', ""),
    "ledger_posting": ('entry."on"', OF_ITS_ENTRY),
    "ledger_openitem": ("brought.posted_on", ""),
    "ledger_credit": ('brought."on"', ""),
    "ledger_settlement": ('brought."on"', ""),
    "ledger_transfer": ('brought."on"', ""),
}
WATCHED = "\n".join(
    f"""
CREATE TRIGGER {table}_period_is_open AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION ledger_period_is_open('{day}', '{source}');
"""
    for table, (day, source) in DAYS.items()
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_money_is_held_and_moved")]

    operations = [
        migrations.CreateModel(
            name="Closing",
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
                ("number", models.PositiveIntegerField()),
                ("deed", qingshou.ledger.models.Code(db_collation="C")),
                ("open_from", models.DateField()),
                ("facts", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True, default="")),
                ("approval_id", models.BigIntegerField(null=True)),
                ("made_by", models.TextField(null=True)),
                ("decided_by", models.TextField(null=True)),
                ("actor", models.TextField()),
                ("done_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community_id", "number"), name="ledger_closings_follow_each_other"
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "approval_id"),
                        name="ledger_approval_opens_the_books_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deed__in", ["CLOSE", "REOPEN"])),
                        name="ledger_closing_deed_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approval_id__isnull", True),
                                ("decided_by__isnull", True),
                                ("deed", "CLOSE"),
                                ("made_by__isnull", True),
                            ),
                            models.Q(
                                ("approval_id__isnull", False),
                                ("decided_by__isnull", False),
                                ("deed", "REOPEN"),
                                ("made_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_only_reopening_is_approved",
                    ),
                    models.CheckConstraint(
                        condition=NegatedExpression(
                            Exact(Lower(Trim("made_by")), Lower(Trim("decided_by")))
                        ),
                        name="ledger_reopening_has_two_people",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            CLOSED + WATCHED,
            "DROP FUNCTION ledger_period_is_open, ledger_closing_follows CASCADE",
        ),
        guards.append_only("ledger_closing"),
        relations.publish("ledger", "open_from"),
    ]
