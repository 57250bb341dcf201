"""Imports, staged rows and remembered mappings."""

import django.contrib.postgres.fields
from django.db import migrations, models

from qingshou.platform.db import relations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("db", "0001_ids")]
    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("file_name", models.TextField()),
                ("sha256", models.TextField()),
                ("sender", models.TextField(blank=True, default="")),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("PREVIEWED", "Previewed"),
                            ("DONE", "Done"),
                            ("UNDONE", "Undone"),
                        ],
                        default="PREVIEWED",
                    ),
                ),
                (
                    "community_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("totals", models.JSONField(default=dict)),
                ("mapping", models.JSONField(default=list)),
                ("done_on", models.DateField(null=True)),
                ("undone_on", models.DateField(null=True)),
                ("actor", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "DONE")),
                        fields=("kind", "sha256"),
                        name="intake_a_file_is_live_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "PREVIEWED"), ("done_on__isnull", False), _connector="OR"
                        ),
                        name="intake_an_import_that_is_done_has_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StagedRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "import_id",
                        "line",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("import_id", models.BigIntegerField()),
                ("line", models.IntegerField()),
                ("sheet", models.TextField()),
                ("row_no", models.IntegerField()),
                ("record", models.TextField()),
                ("cells", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Mapping",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("sender", models.TextField()),
                ("kind", models.TextField()),
                ("fingerprint", models.TextField()),
                ("record", models.TextField()),
                ("columns", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sender", "kind", "fingerprint"),
                        name="intake_a_sender_has_one_mapping_per_header",
                    ),
                ],
            },
        ),
        # Staged rows are read once and can be read again from the file: no write-ahead log.
        migrations.RunSQL(
            "ALTER TABLE intake_stagedrow SET UNLOGGED", "ALTER TABLE intake_stagedrow SET LOGGED"
        ),
        relations.publish("intake", "staged_row"),
    ]
