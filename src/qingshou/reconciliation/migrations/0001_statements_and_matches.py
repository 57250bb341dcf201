"""Fund accounts, statements and their lines, matches, explanations and closed days."""

import django.db.models.expressions
from django.db import migrations, models

import qingshou.platform.db.fields
import qingshou.platform.db.scoped


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FundAccount",
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
                ("channel", models.TextField()),
                ("number", models.TextField()),
                ("bank", models.TextField(blank=True, default="")),
                ("opened_on", models.DateField()),
                ("opening_fen", qingshou.platform.db.fields.MoneyField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community_id", "channel", "number"),
                        name="reconciliation_fund_account_is_opened_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["TRANSFER", "WECHAT", "ALIPAY"])),
                        name="reconciliation_fund_account_channel_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
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
                ("fund_account_id", models.BigIntegerField()),
                ("source", models.TextField()),
                ("layout", models.TextField()),
                ("file_name", models.TextField()),
                ("sha256", models.TextField()),
                ("first_on", models.DateField()),
                ("latest_on", models.DateField()),
                ("lines", models.IntegerField()),
                ("waiting", models.IntegerField(default=0)),
                ("in_fen", qingshou.platform.db.fields.MoneyField()),
                ("out_fen", qingshou.platform.db.fields.MoneyField()),
                ("opening_fen", qingshou.platform.db.fields.MoneyField(null=True)),
                ("closing_fen", qingshou.platform.db.fields.MoneyField(null=True)),
                ("let_in_on", models.DateField()),
                ("settled_on", models.DateField(null=True)),
                ("withdrawn_on", models.DateField(null=True)),
                ("actor", models.TextField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="fund_account_id",
                        name="reconciliation_statement_account_is_known",
                        to="reconciliation.FundAccount",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_on__isnull", True)),
                        fields=("community_id", "fund_account_id", "source", "sha256"),
                        name="reconciliation_a_file_is_live_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("latest_on__gte", models.F("first_on"))),
                        name="reconciliation_statement_runs_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                ["WECHATPAY", "WECHATPAY_FUNDFLOW", "ALIPAY", "BANK", "CAMT053"],
                            )
                        ),
                        name="reconciliation_statement_source_is_known",
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
                ("statement_id", models.BigIntegerField()),
                ("fund_account_id", models.BigIntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("balance_fen", qingshou.platform.db.fields.MoneyField(null=True)),
                ("on", models.DateField()),
                ("row_no", models.IntegerField()),
                ("live", models.BooleanField(default=True, null=True)),
                ("repeats", models.BooleanField(default=False)),
                ("echo", models.BooleanField(default=False)),
                ("kind", models.TextField()),
                ("at", models.TextField(blank=True, default="")),
                ("identity", models.TextField()),
                ("serial", models.TextField(blank=True, default="")),
                ("order_number", models.TextField(blank=True, default="")),
                ("origin_number", models.TextField(blank=True, default="")),
                ("payer_name", models.TextField(blank=True, default="")),
                ("payer_account", models.TextField(blank=True, default="")),
                ("remark", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "fund_account_id", "on"],
                        name="reconciliation_line_by_day",
                    ),
                    models.Index(
                        fields=["community_id", "statement_id"], name="reconciliation_line_by_file"
                    ),
                    models.Index(
                        condition=models.Q(("order_number", ""), _negated=True),
                        fields=["community_id", "order_number"],
                        name="reconciliation_line_by_order",
                    ),
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="statement_id",
                        name="reconciliation_line_has_its_file",
                        to="reconciliation.Statement",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("live", True)),
                        fields=("community_id", "fund_account_id", "identity"),
                        name="reconciliation_a_line_is_live_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen", 0), _negated=True),
                        name="reconciliation_line_moves_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["PAYMENT", "REFUND", "FEE", "INTEREST", "PAYOUT", "OTHER"],
                            )
                        ),
                        name="reconciliation_line_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Match",
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
                ("line_id", models.BigIntegerField()),
                ("part", models.IntegerField(default=1)),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("fund_account_id", models.BigIntegerField()),
                ("ours_id", models.BigIntegerField()),
                ("account_id", models.BigIntegerField(null=True)),
                ("twin_id", models.BigIntegerField(null=True)),
                ("made", models.BooleanField(default=False)),
                ("confidence_bp", models.IntegerField()),
                ("on", models.DateField()),
                ("released_on", models.DateField(null=True)),
                ("how", models.TextField()),
                ("ours", models.TextField()),
                ("evidence", models.TextField(blank=True, default="")),
                ("source_ref", models.TextField(blank=True, default="")),
                ("actor", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("account_id__isnull", False)),
                        fields=["community_id", "account_id"],
                        name="reconciliation_match_account",
                    ),
                    models.Index(
                        condition=models.Q(("released_on__isnull", True)),
                        fields=["community_id", "ours_id"],
                        name="reconciliation_match_by_ours",
                    ),
                    models.Index(
                        condition=models.Q(("how", "SUSPENSE"), ("released_on__isnull", True)),
                        fields=["community_id", "line_id"],
                        name="reconciliation_match_waiting",
                    ),
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="line_id",
                        name="reconciliation_match_has_its_line",
                        to="reconciliation.Line",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="twin_id",
                        name="reconciliation_match_has_its_twin",
                        to="reconciliation.Line",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("released_on__isnull", True)),
                        fields=("community_id", "line_id", "part"),
                        name="reconciliation_a_line_is_matched_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("released_on__isnull", True)),
                        fields=("community_id", "fund_account_id", "ours", "ours_id"),
                        name="reconciliation_what_is_ours_is_matched_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confidence_bp__gte", 0), ("confidence_bp__lte", 10000)
                        ),
                        name="reconciliation_confidence_is_within_certainty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "how__in",
                                [
                                    "NUMBER",
                                    "EVIDENCE",
                                    "PERSON",
                                    "PAYOUT",
                                    "FEE",
                                    "BATCH",
                                    "SUSPENSE",
                                ],
                            )
                        ),
                        name="reconciliation_match_tells_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ours__in", ["CREDIT", "ITEM", "TRANSFER"])),
                        name="reconciliation_match_tells_what_is_ours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Explanation",
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
                ("fund_account_id", models.BigIntegerField()),
                ("on", models.DateField()),
                ("kind", models.TextField()),
                ("subject", models.TextField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("reason", models.TextField()),
                ("actor", models.TextField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="fund_account_id",
                        name="reconciliation_explanation_account_is_known",
                        to="reconciliation.FundAccount",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "fund_account_id", "on", "kind", "subject"),
                        name="reconciliation_a_difference_is_explained_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="reconciliation_an_explanation_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["OURS_ONLY", "THEIRS_ONLY", "AMOUNT", "DATE", "DUPLICATE"],
                            )
                        ),
                        name="reconciliation_explanation_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosedDay",
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
                ("fund_account_id", models.BigIntegerField()),
                ("on", models.DateField()),
                ("opening_fen", qingshou.platform.db.fields.MoneyField()),
                ("in_fen", qingshou.platform.db.fields.MoneyField()),
                ("out_fen", qingshou.platform.db.fields.MoneyField()),
                ("closing_fen", qingshou.platform.db.fields.MoneyField()),
                ("differences", models.IntegerField()),
                ("difference_fen", qingshou.platform.db.fields.MoneyField()),
                ("actor", models.TextField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="fund_account_id",
                        name="reconciliation_closed_day_account_is_known",
                        to="reconciliation.FundAccount",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "fund_account_id", "on"),
                        name="reconciliation_a_day_is_closed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "closing_fen",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("opening_fen"), "+", models.F("in_fen")
                                    ),
                                    "-",
                                    models.F("out_fen"),
                                ),
                            )
                        ),
                        name="reconciliation_a_closed_day_adds_up",
                    ),
                ],
            },
        ),
    ]
