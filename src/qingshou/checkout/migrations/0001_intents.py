"""Merchants, tills, intents, refunds, steps and notices."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import qingshou.platform.db.fields
import qingshou.platform.db.scoped


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("db", "0001_ids"),
        ("tenancy", "0001_initial"),
        ("ledger", "0001_book"),
        ("payments", "0001_receipts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Merchant",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("gateway", models.TextField()),
                ("mchid", models.TextField()),
                ("appid", models.TextField()),
                ("keys", models.TextField()),
                ("base_url", models.TextField(blank=True, default="")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.company",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="merchant",
            constraint=models.UniqueConstraint(
                fields=("code",), name="checkout_merchant_code_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="merchant",
            constraint=models.UniqueConstraint(
                fields=("gateway", "mchid"), name="checkout_merchant_belongs_to_one_company"
            ),
        ),
        migrations.AddConstraint(
            model_name="merchant",
            constraint=models.CheckConstraint(
                condition=models.Q(("gateway__in", ["WECHATPAY", "ALIPAY"])),
                name="checkout_merchant_gateway_is_known",
            ),
        ),
        migrations.CreateModel(
            name="Till",
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
                ("gateway", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="checkout.merchant",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="till",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("community_id", "gateway"),
                name="checkout_community_has_one_till_per_gateway",
            ),
        ),
        migrations.CreateModel(
            name="Intent",
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
                ("till_id", models.BigIntegerField()),
                ("account_id", models.BigIntegerField()),
                ("unit_id", models.BigIntegerField()),
                ("gateway", models.TextField()),
                ("way", models.TextField()),
                ("purpose", models.TextField()),
                ("subject", models.TextField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("out_trade_no", models.TextField()),
                ("payer", models.TextField(blank=True, default="")),
                ("client_ip", models.TextField(blank=True, default="")),
                ("return_url", models.TextField(blank=True, default="")),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.TextField()),
                ("expires_at", models.DateTimeField()),
                ("state", models.TextField(default="CREATED")),
                ("instruction", models.JSONField(default=dict)),
                ("gateway_ref", models.TextField(blank=True, default="")),
                ("paid_at", models.DateTimeField(null=True)),
                ("receipt_id", models.BigIntegerField(null=True)),
                ("look_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("look_at__isnull", False)),
                        fields=["look_at"],
                        name="checkout_intent_to_look_at",
                    ),
                    models.Index(fields=["out_trade_no"], name="checkout_intent_by_number"),
                    models.Index(
                        fields=["community_id", "account_id"], name="checkout_intent_by_account"
                    ),
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="till_id", name="checkout_intent_has_its_till", to="checkout.Till"
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="account_id",
                        name="checkout_intent_has_its_account",
                        to="ledger.Account",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="receipt_id",
                        name="checkout_intent_has_its_receipt",
                        to="payments.Receipt",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "out_trade_no"),
                        name="checkout_intent_number_is_unique",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "receipt_id"),
                        name="checkout_receipt_settles_one_intent",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("gateway_ref", ""), _negated=True),
                        fields=("community_id", "gateway", "gateway_ref"),
                        name="checkout_gateway_payment_settles_one_intent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)),
                        name="checkout_intent_amount_is_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["CREATED", "PENDING", "UNKNOWN", "PAID", "CLOSED", "STRAYED"],
                            )
                        ),
                        name="checkout_intent_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["NATIVE", "JSAPI", "H5", "PAGE"])),
                        name="checkout_intent_way_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["DUES", "PREPAY"])),
                        name="checkout_intent_purpose_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("opened_at"))),
                        name="checkout_intent_expires_after_it_was_opened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("paid_at__isnull", False),
                                ("receipt_id__isnull", False),
                                ("state", "PAID"),
                            ),
                            models.Q(
                                models.Q(("state", "PAID"), _negated=True),
                                ("receipt_id__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="checkout_intent_is_paid_exactly_with_a_receipt",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RefundIntent",
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
                ("intent_id", models.BigIntegerField()),
                ("position", models.IntegerField()),
                ("amount_fen", qingshou.platform.db.fields.MoneyField()),
                ("out_refund_no", models.TextField()),
                ("reason", models.TextField()),
                ("approval_id", models.BigIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.TextField()),
                ("state", models.TextField(default="CREATED")),
                ("gateway_ref", models.TextField(blank=True, default="")),
                ("refunded_at", models.DateTimeField(null=True)),
                ("slip_id", models.BigIntegerField()),
                ("look_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("look_at__isnull", False)),
                        fields=["look_at"],
                        name="checkout_refund_to_look_at",
                    )
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="intent_id",
                        name="checkout_refund_has_its_intent",
                        to="checkout.Intent",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "intent_id", "position"),
                        name="checkout_refund_position_is_unique",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "out_refund_no"),
                        name="checkout_refund_number_is_unique",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "approval_id"),
                        name="checkout_refund_has_its_own_approval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)),
                        name="checkout_refund_amount_is_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["CREATED", "RUNNING", "UNKNOWN", "DONE", "CLOSED", "ABNORMAL"],
                            )
                        ),
                        name="checkout_refund_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IntentStep",
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
                ("intent_id", models.BigIntegerField()),
                ("refund_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("source", models.TextField()),
                ("heard", models.TextField()),
                ("state_before", models.TextField()),
                ("state_after", models.TextField()),
                ("remark", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "intent_id"], name="checkout_step_by_intent"
                    )
                ],
                "constraints": [
                    qingshou.platform.db.scoped.BelongsTo(
                        column="intent_id",
                        name="checkout_step_has_its_intent",
                        to="checkout.Intent",
                    ),
                    qingshou.platform.db.scoped.BelongsTo(
                        column="refund_id",
                        name="checkout_step_has_its_refund",
                        to="checkout.RefundIntent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("received_at", models.DateTimeField()),
                ("headers", models.JSONField()),
                ("body", models.BinaryField()),
                ("body_sha256", models.TextField()),
                ("verdict", models.TextField()),
                ("reason", models.TextField(blank=True, default="")),
                ("notice_id", models.TextField(blank=True, default="")),
                ("message_key", models.TextField(blank=True, default="")),
                ("event", models.TextField(blank=True, default="")),
                ("out_trade_no", models.TextField(blank=True, default="")),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="checkout.merchant",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["out_trade_no"], name="checkout_notice_by_number"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verdict", "ACCEPTED")),
                fields=("merchant", "notice_id"),
                name="checkout_notice_is_accepted_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("message_key", ""), _negated=True),
                    ("verdict__in", ["ACCEPTED", "REPEATED"]),
                ),
                fields=("merchant", "message_key"),
                name="checkout_message_is_believed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict__in", ["ACCEPTED", "REPEATED", "REPLAYED", "REFUSED"])
                ),
                name="checkout_notice_verdict_is_known",
            ),
        ),
    ]
