"""Audit events, append-only."""

import django.core.serializers.json
from django.db import migrations, models

import qingshou.platform.db.scoped
from qingshou.platform.db import guards


class Migration(migrations.Migration):
    initial = True

    dependencies = [("db", "0001_ids")]

    operations = [
        migrations.CreateModel(
            name="Event",
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
                ("at", models.DateTimeField()),
                ("actor", models.TextField()),
                ("user_id", models.BigIntegerField(null=True)),
                ("action", models.TextField()),
                ("subject", models.TextField()),
                ("facts", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community_id", "subject"], name="audit_event_by_subject")
                ],
            },
        ),
        guards.append_only("audit_event"),
    ]
