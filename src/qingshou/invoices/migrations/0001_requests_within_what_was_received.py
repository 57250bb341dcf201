"""Requests for invoices; the database keeps them within what was received for each item."""

from django.db import migrations, models

import qingshou.platform.db.fields
import qingshou.platform.db.scoped
from qingshou.platform.db import guards, relations

WITHIN = """
CREATE FUNCTION invoices_stay_within_received() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong bigint;
BEGIN
    SELECT item.item_id INTO wrong
    FROM (SELECT DISTINCT community_id, item_id FROM brought) item
    WHERE (
        SELECT sum(line.amount_fen) FROM invoices__line line
        WHERE line.community_id = item.community_id AND line.item_id = item.item_id
          AND line.is_standing
    ) > (
        SELECT COALESCE(sum(settled.amount_fen), 0) FROM ledger__settled settled
        WHERE settled.community_id = item.community_id AND settled.item_id = item.item_id
    ) LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'item % would be invoiced beyond what was received for it', wrong
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'invoices_within_received';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION invoices_never_come_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state IN ('FAILED', 'RED') AND NEW.state <> OLD.state)
       OR (OLD.invoice_number <> '' AND NEW.invoice_number <> OLD.invoice_number) THEN
        RAISE EXCEPTION 'request % is over, or its number would change', OLD.id
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'invoices_over_stays_over';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER invoices_within_received AFTER INSERT ON invoices_line
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION invoices_stay_within_received();
CREATE TRIGGER invoices_over_stays_over AFTER UPDATE ON invoices_request
    FOR EACH ROW EXECUTE FUNCTION invoices_never_come_back();
"""
DROP = "DROP FUNCTION invoices_stay_within_received, invoices_never_come_back CASCADE"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("db", "0001_ids"),
        ("ledger", "0006_proofs_are_kept"),
        ("tariffs", "0001_price_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name="Request",
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
                ("title", models.TextField()),
                ("tax_number", models.TextField(blank=True, default="")),
                ("email", models.TextField(blank=True, default="")),
                ("requested_on", models.DateField()),
                ("state", models.TextField(default="REQUESTED")),
                ("invoice_number", models.TextField(blank=True, default="")),
                ("issued_on", models.DateField(null=True)),
                ("red_number", models.TextField(blank=True, default="")),
                ("note", models.TextField(blank=True, default="")),
                ("actor", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "account_id"], name="invoices_request_by_account"
                    )
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="account_id",
                        name="invoices_request_account_is_known",
                        to="ledger.Account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["REQUESTED", "SENT", "ISSUED", "FAILED", "RED_REQUESTED", "RED"],
                            )
                        ),
                        name="invoices_request_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "REQUESTED",
                                    "SENT",
                                    "FAILED",
                                ],
                            ),
                            models.Q(
                                models.Q(("invoice_number", ""), _negated=True),
                                ("issued_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="invoices_issued_invoice_has_its_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "RED"), _negated=True),
                            models.Q(("red_number", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="invoices_red_letter_has_its_number",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("invoice_number", ""), _negated=True),
                        fields=("community_id", "invoice_number"),
                        name="invoices_number_is_used_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
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
                ("request_id", models.BigIntegerField()),
                ("item_id", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("rate", models.DecimalField(decimal_places=4, max_digits=5)),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("tax_fen", qingshou.platform.db.fields.MoneyField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community_id", "item_id"], name="invoices_line_by_item")
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="request_id",
                        name="invoices_line_request_is_known",
                        to="invoices.Request",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="item_id", name="invoices_line_item_is_known", to="ledger.OpenItem"
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "request_id", "item_id"),
                        name="invoices_item_stands_once_on_a_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0),
                            ("tax_fen__gte", 0),
                            ("tax_fen__lt", models.F("amount_fen")),
                        ),
                        name="invoices_line_amount_is_plausible",
                    ),
                ],
            },
        ),
        guards.append_only(
            "invoices_request",
            frozen=(
                "community_id",
                "id",
                "account_id",
                "title",
                "tax_number",
                "email",
                "requested_on",
                "actor",
            ),
            editable=("state", "invoice_number", "issued_on", "red_number", "note"),
        ),
        guards.append_only("invoices_line"),
        relations.publish("invoices", "request"),
        relations.publish("invoices", "line"),
        migrations.RunSQL(WITHIN, DROP),
    ]
