"""Clearance certificates are numbered and stand; prepaid money moves by two people."""

import django.contrib.postgres.fields
from django.db import migrations, models

import qingshou.platform.db.fields
import qingshou.platform.db.scoped
from qingshou.platform.db import guards, relations

CLEARED = """
ALTER TABLE payments_certificate ADD CONSTRAINT payments_certificate_names_its_account
    CHECK (account_id = ANY (account_ids));

CREATE FUNCTION payments_certificate_needs_settled_accounts() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    open_fen bigint;
    held_fen bigint;
BEGIN
    SELECT COALESCE(sum(item.open_fen), 0) INTO open_fen FROM ledger__item item
    WHERE item.community_id = NEW.community_id AND item.account_id = ANY (NEW.account_ids)
      AND item.closed_on IS NULL;
    SELECT COALESCE(sum(credit.unused_fen), 0) INTO held_fen FROM ledger__credit credit
    WHERE credit.community_id = NEW.community_id AND credit.account_id = ANY (NEW.account_ids)
      AND credit.used_fen < credit.amount_fen
      AND credit.nature IN ('RECEIPT', 'OPENING', 'DEPOSIT');
    IF open_fen <> 0 OR held_fen <> 0 THEN
        RAISE EXCEPTION 'accounts % owe % fen and are held % fen', NEW.account_ids, open_fen,
                        held_fen
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'payments_certificate_needs_settled_accounts';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payments_certificate_needs_settled_accounts AFTER INSERT ON payments_certificate
    FOR EACH ROW EXECUTE FUNCTION payments_certificate_needs_settled_accounts();

CREATE FUNCTION payments_overtaking_is_by_a_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM payments_certificate certificate
        JOIN payments_receipt reversal
            ON reversal.community_id = certificate.community_id
            AND reversal.account_id = ANY (certificate.account_ids)
        WHERE certificate.community_id = NEW.community_id AND certificate.id = NEW.certificate_id
          AND reversal.id = NEW.reversal_id AND reversal.reverses_id IS NOT NULL)
    THEN
        RAISE EXCEPTION 'receipt % takes nothing back from the accounts of certificate %',
                        NEW.reversal_id, NEW.certificate_id
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'payments_overtaking_is_by_a_reversal';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payments_overtaking_is_by_a_reversal AFTER INSERT ON payments_overtaking
    FOR EACH ROW EXECUTE FUNCTION payments_overtaking_is_by_a_reversal();

CREATE FUNCTION payments_reversals_overtake_certificates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO payments_overtaking (community_id, certificate_id, reversal_id, "on")
    SELECT certificate.community_id, certificate.id, min(brought.id), min(brought."on")
    FROM brought
    JOIN payments_certificate certificate
        ON certificate.community_id = brought.community_id
        AND brought.account_id = ANY (certificate.account_ids)
    WHERE brought.reverses_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM payments_certificate later
                      WHERE later.community_id = certificate.community_id
                        AND later.supersedes_id = certificate.id)
    GROUP BY certificate.community_id, certificate.id
    ON CONFLICT (community_id, certificate_id) DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER payments_reversals_overtake_certificates AFTER INSERT ON payments_receipt
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION payments_reversals_overtake_certificates();
"""
DROP = """
DROP FUNCTION payments_certificate_needs_settled_accounts, payments_overtaking_is_by_a_reversal,
    payments_reversals_overtake_certificates CASCADE;
ALTER TABLE payments_certificate DROP CONSTRAINT payments_certificate_names_its_account
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0006_few_tenders_are_checked_at_once"),
        ("approvals", "0002_decisions_stand"),
        ("estate", "0004_liability_is_exclusive"),
        ("ledger", "0004_money_is_held_and_moved"),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
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
                ("unit_id", models.BigIntegerField()),
                ("supersedes_id", models.BigIntegerField(null=True)),
                ("number", models.BigIntegerField()),
                ("issued_on", models.DateField()),
                ("changes_on", models.DateField()),
                (
                    "account_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("facts", models.JSONField()),
                ("issued_by", models.TextField()),
                ("request_id", models.TextField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="account_id",
                        name="payments_certificate_has_its_account",
                        to="ledger.Account",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="unit_id", name="payments_certificate_has_its_unit", to="estate.Unit"
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "number"),
                        name="payments_certificate_number_is_unique",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "id", "account_id"),
                        name="payments_certificate_is_of_one_account",
                    ),
                    qingshou.platform.db.scoped.AgreesWith(
                        columns={"account_id": "account_id", "supersedes_id": "id"},
                        name="payments_certificate_supersedes_one_of_its_account",
                        to="payments.Certificate",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes_id__isnull", False)),
                        fields=("community_id", "supersedes_id"),
                        name="payments_certificate_is_superseded_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes_id__isnull", True)),
                        fields=("community_id", "account_id"),
                        name="payments_certificates_of_an_account_follow_each_other",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number__gte", 1), models.Q(("issued_by", ""), _negated=True)
                        ),
                        name="payments_certificate_is_numbered_and_issued_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificatePrint",
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
                ("certificate_id", models.BigIntegerField()),
                ("ordinal", models.IntegerField()),
                ("check_code", models.TextField()),
                ("printed_by", models.TextField()),
                ("printed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="certificate_id",
                        name="payments_certificate_print_is_of_one",
                        to="payments.Certificate",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "certificate_id", "ordinal"),
                        name="payments_certificate_prints_are_counted",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "check_code"),
                        name="payments_certificate_check_code_is_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ordinal__gte", 1)),
                        name="payments_certificate_prints_count_from_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Overtaking",
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
                ("certificate_id", models.BigIntegerField()),
                ("reversal_id", models.BigIntegerField()),
                ("on", models.DateField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="certificate_id",
                        name="payments_overtaking_has_certificate",
                        to="payments.Certificate",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="reversal_id",
                        name="payments_overtaking_has_its_reversal",
                        to="payments.Receipt",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "certificate_id"),
                        name="payments_certificate_is_overtaken_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrepaymentMove",
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
                ("from_account_id", models.BigIntegerField()),
                ("to_account_id", models.BigIntegerField()),
                ("entry_id", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("on", models.DateField()),
                ("same_person", models.BooleanField()),
                ("consent", models.TextField(blank=True, default="")),
                ("approval_id", models.BigIntegerField()),
                ("maker", models.TextField()),
                ("checker", models.TextField()),
                ("request_id", models.TextField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="from_account_id",
                        name="payments_move_has_its_origin",
                        to="ledger.Account",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="to_account_id",
                        name="payments_move_has_its_target",
                        to="ledger.Account",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="entry_id", name="payments_move_has_its_entry", to="ledger.Entry"
                    ),
                    qingshou.platform.db.scoped.AgreesWith(
                        columns={
                            "approval_id": "request_id",
                            "checker": "decided_by",
                            "maker": "made_by",
                        },
                        name="payments_move_has_its_approval",
                        to="approvals.Use",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "approval_id"), name="payments_move_is_made_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("maker", models.F("checker")), _negated=True),
                        name="payments_move_has_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0),
                            models.Q(("from_account_id", models.F("to_account_id")), _negated=True),
                        ),
                        name="payments_move_moves_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("same_person", True),
                            models.Q(("consent", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="payments_move_to_another_person_has_consent",
                    ),
                ],
            },
        ),
        migrations.RunSQL(CLEARED, DROP),
        guards.append_only("payments_certificate"),
        guards.append_only("payments_overtaking"),
        guards.append_only("payments_certificateprint"),
        guards.append_only("payments_prepaymentmove"),
        relations.publish("payments", "certificate"),
    ]
