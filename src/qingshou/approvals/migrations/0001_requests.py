"""Requests, decisions, uses and withdrawals."""

import django.core.serializers.json
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import qingshou.platform.db.scoped


class Migration(migrations.Migration):
    initial = True

    dependencies = [("db", "0001_ids")]

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
                ("action", models.TextField()),
                ("subject", models.TextField()),
                ("facts", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("facts_sha256", models.TextField()),
                ("reason", models.TextField()),
                ("made_by", models.TextField()),
                ("made_by_user", models.BigIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("decide_by", models.DateField()),
                ("days_to_use", models.PositiveSmallIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "subject"], name="approvals_request_by_subject"
                    ),
                    models.Index(
                        fields=["community_id", "facts_sha256"], name="approvals_request_by_facts"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community_id", "id", "made_by", "made_by_user"),
                        name="approvals_request_has_one_maker",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "id", "action", "subject", "facts_sha256"),
                        name="approvals_request_asks_for_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.expressions.NegatedExpression(
                            django.db.models.lookups.Exact(
                                django.db.models.functions.text.Trim("reason"), models.Value("")
                            )
                        ),
                        name="approvals_request_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.expressions.NegatedExpression(
                            django.db.models.lookups.Exact(
                                django.db.models.functions.text.Trim("made_by"), models.Value("")
                            )
                        ),
                        name="approvals_request_has_a_maker",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
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
                ("made_by", models.TextField()),
                ("made_by_user", models.BigIntegerField(default=0)),
                ("verdict", models.TextField()),
                ("decided_by", models.TextField()),
                ("decided_by_user", models.BigIntegerField(default=0)),
                ("note", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField()),
                ("use_by", models.DateField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.AgreesWith(
                        columns={
                            "made_by": "made_by",
                            "made_by_user": "made_by_user",
                            "request_id": "id",
                        },
                        name="approvals_decision_names_the_maker",
                        to="approvals.Request",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "request_id"),
                        name="approvals_request_is_decided_once",
                    ),
                    models.UniqueConstraint(
                        fields=(
                            "community_id",
                            "request_id",
                            "verdict",
                            "made_by",
                            "decided_by",
                            "use_by",
                        ),
                        name="approvals_decision_has_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["APPROVED", "REJECTED"])),
                        name="approvals_verdict_is_known",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.expressions.NegatedExpression(
                            django.db.models.lookups.Exact(
                                django.db.models.functions.text.Lower(
                                    django.db.models.functions.text.Trim("made_by")
                                ),
                                django.db.models.functions.text.Lower(
                                    django.db.models.functions.text.Trim("decided_by")
                                ),
                            )
                        ),
                        name="approvals_maker_is_not_checker_by_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("made_by_user", 0),
                            models.Q(("decided_by_user", models.F("made_by_user")), _negated=True),
                            _connector="OR",
                        ),
                        name="approvals_maker_is_not_checker_by_login",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.expressions.NegatedExpression(
                                django.db.models.lookups.Exact(
                                    django.db.models.functions.text.Lower(
                                        django.db.models.functions.text.Trim("decided_by")
                                    ),
                                    models.Value("system"),
                                )
                            ),
                            django.db.models.expressions.NegatedExpression(
                                django.db.models.lookups.Exact(
                                    django.db.models.functions.text.Lower(
                                        django.db.models.functions.text.Trim("decided_by")
                                    ),
                                    models.Value(""),
                                )
                            ),
                        ),
                        name="approvals_checker_is_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Use",
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
                ("action", models.TextField()),
                ("subject", models.TextField()),
                ("facts_sha256", models.TextField()),
                ("verdict", models.TextField(default="APPROVED")),
                ("made_by", models.TextField()),
                ("decided_by", models.TextField()),
                ("used_by", models.TextField()),
                ("used_by_user", models.BigIntegerField(default=0)),
                ("used_at", models.DateTimeField()),
                ("used_on", models.DateField()),
                ("use_by", models.DateField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.AgreesWith(
                        columns={
                            "action": "action",
                            "facts_sha256": "facts_sha256",
                            "request_id": "id",
                            "subject": "subject",
                        },
                        name="approvals_use_is_of_what_was_asked",
                        to="approvals.Request",
                    ),
                    qingshou.platform.db.scoped.AgreesWith(
                        columns={
                            "decided_by": "decided_by",
                            "made_by": "made_by",
                            "request_id": "request_id",
                            "use_by": "use_by",
                            "verdict": "verdict",
                        },
                        name="approvals_use_is_of_a_decision",
                        to="approvals.Decision",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "request_id"),
                        name="approvals_approval_is_used_once",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "request_id", "made_by", "decided_by"),
                        name="approvals_use_has_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict", "APPROVED")),
                        name="approvals_only_the_approved_is_used",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used_on__lte", models.F("use_by"))),
                        name="approvals_approval_is_used_in_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
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
                ("made_by", models.TextField()),
                ("made_by_user", models.BigIntegerField(default=0)),
                ("withdrawn_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    qingshou.platform.db.scoped.AgreesWith(
                        columns={
                            "made_by": "made_by",
                            "made_by_user": "made_by_user",
                            "request_id": "id",
                        },
                        name="approvals_withdrawal_names_the_maker",
                        to="approvals.Request",
                    ),
                    models.UniqueConstraint(
                        fields=("community_id", "request_id"),
                        name="approvals_request_is_withdrawn_once",
                    ),
                ],
            },
        ),
    ]
