"""Prints of receipts are counted; cash is taken in shifts that somebody counts and closes."""

from django.db import migrations, models

import qingshou.platform.db.fields
import qingshou.platform.db.scoped
from qingshou.platform.db import guards, relations

SHIFTS = """
CREATE FUNCTION payments_shift_closes_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'shift % is closed', OLD.id
        USING ERRCODE = 'integrity_constraint_violation',
              CONSTRAINT = 'payments_shift_closes_once';
END $$;
CREATE TRIGGER payments_shift_closes_once BEFORE UPDATE ON payments_shift
    FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL)
    EXECUTE FUNCTION payments_shift_closes_once();

CREATE FUNCTION payments_receipts_are_of_open_shifts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT brought.id INTO wrong FROM brought
    JOIN payments_shift shift
        ON shift.community_id = brought.community_id AND shift.id = brought.shift_id
    WHERE shift.closed_at IS NOT NULL OR shift.cashier <> brought.cashier LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'receipt % is put into a shift that is closed or of another', wrong.id
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'payments_receipt_is_of_its_cashiers_open_shift';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payments_receipts_are_of_open_shifts AFTER INSERT ON payments_receipt
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION payments_receipts_are_of_open_shifts();
"""
DROP = """
DROP FUNCTION payments_shift_closes_once, payments_receipts_are_of_open_shifts CASCADE
"""
SHIFT_COLUMNS = ["community_id", "id", "float_fen", "opened_on", "opened_at", "cashier", "camera"]
EDITABLE = ["closed_on", "closed_at", "closed_by", "approval_id", "handed_to"]


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0004_money_goes_back_by_two"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeskRule",
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
                ("cash_needs_shift", models.BooleanField()),
                ("decided_by", models.TextField()),
                ("decided_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Print",
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
                ("ordinal", models.IntegerField()),
                ("size", models.TextField()),
                ("check_code", models.TextField()),
                ("printed_by", models.TextField()),
                ("printed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Shift",
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
                ("approval_id", models.BigIntegerField(null=True)),
                ("float_fen", qingshou.platform.db.fields.MoneyField()),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("cashier", models.TextField()),
                ("closed_by", models.TextField(blank=True, default="")),
                ("handed_to", models.TextField(blank=True, default="")),
                ("camera", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="ShiftCount",
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
                ("shift_id", models.BigIntegerField()),
                ("receipts", models.IntegerField()),
                ("received_fen", qingshou.platform.db.fields.MoneyField()),
                ("returned_fen", qingshou.platform.db.fields.MoneyField()),
                ("moved_fen", qingshou.platform.db.fields.MoneyField()),
                ("expected_fen", qingshou.platform.db.fields.MoneyField()),
                ("counted_fen", qingshou.platform.db.fields.MoneyField(null=True)),
                ("channel", models.TextField()),
                ("reason", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.AddField(
            model_name="receipt",
            name="shift_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(
                condition=models.Q(("shift_id__isnull", False)),
                fields=["community_id", "shift_id"],
                name="payments_receipt_by_shift",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=qingshou.platform.db.scoped.BelongsTo(
                column="shift_id", name="payments_receipt_has_its_shift", to="payments.Shift"
            ),
        ),
        migrations.AddConstraint(
            model_name="print",
            constraint=qingshou.platform.db.scoped.BelongsTo(
                column="receipt_id", name="payments_print_has_its_receipt", to="payments.Receipt"
            ),
        ),
        migrations.AddConstraint(
            model_name="print",
            constraint=models.UniqueConstraint(
                fields=("community_id", "receipt_id", "ordinal"), name="payments_prints_are_counted"
            ),
        ),
        migrations.AddConstraint(
            model_name="print",
            constraint=models.UniqueConstraint(
                fields=("community_id", "check_code"), name="payments_check_code_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="print",
            constraint=models.CheckConstraint(
                condition=models.Q(("ordinal__gte", 1)), name="payments_prints_count_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="print",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__in", ["241", "A5", "80"])),
                name="payments_print_size_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="shift",
            index=models.Index(fields=["community_id", "opened_on"], name="payments_shift_by_day"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("community_id", "cashier"),
                name="payments_cashier_has_one_open_shift",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(("float_fen__gte", 0)),
                name="payments_shift_float_is_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True), ("closed_by", ""), ("closed_on__isnull", True)
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_on__isnull", False),
                        models.Q(("closed_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="payments_shift_is_closed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_by", ""),
                    ("closed_by", models.F("cashier")),
                    ("approval_id__isnull", False),
                    _connector="OR",
                ),
                name="payments_another_closes_a_shift_with_approval",
            ),
        ),
        migrations.AddConstraint(
            model_name="shiftcount",
            constraint=qingshou.platform.db.scoped.BelongsTo(
                column="shift_id", name="payments_count_has_its_shift", to="payments.Shift"
            ),
        ),
        migrations.AddConstraint(
            model_name="shiftcount",
            constraint=models.UniqueConstraint(
                fields=("community_id", "shift_id", "channel"),
                name="payments_channel_is_counted_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="shiftcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "CASH"), _negated=True),
                    ("counted_fen__isnull", False),
                    _connector="OR",
                ),
                name="payments_cash_is_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="shiftcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("counted_fen__isnull", True),
                    ("counted_fen", models.F("expected_fen")),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="payments_difference_has_its_reason",
            ),
        ),
        migrations.RunSQL(SHIFTS, DROP),
        guards.append_only("payments_shift", frozen=SHIFT_COLUMNS, editable=EDITABLE),
        guards.append_only("payments_shiftcount"),
        guards.append_only("payments_print"),
        guards.append_only("payments_deskrule"),
        relations.publish("payments", "receipt"),
        relations.publish("payments", "shift"),
    ]
