"""People and organizations, how to reach them and what they allowed."""

from django.db import migrations, models

from qingshou.platform.db import guards, relations
from qingshou.platform.db.scoped import BelongsTo, NextId


class Migration(migrations.Migration):
    initial = True
    dependencies = [("db", "0001_ids")]
    operations = [
        migrations.CreateModel(
            name="Party",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=NextId())),
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
                ("kind", models.TextField(default="PERSON")),
                ("name", models.TextField()),
                ("initials", models.TextField(blank=True, default="")),
                ("import_id", models.BigIntegerField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["community_id", "name"], name="parties_party_by_name")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["PERSON", "ORGANIZATION"])),
                        name="parties_party_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="parties_party_has_a_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=NextId())),
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
                ("party_id", models.BigIntegerField()),
                ("channel", models.TextField()),
                ("value", models.TextField()),
                ("label", models.TextField(blank=True, default="")),
                ("valid", models.BooleanField(default=True)),
                ("import_id", models.BigIntegerField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    BelongsTo(
                        column="party_id",
                        name="parties_contactpoint_party_is_known",
                        to="parties.Party",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["PHONE", "WECHAT", "EMAIL", "ADDRESS"])
                        ),
                        name="parties_contactpoint_channel_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("community_id", "party_id", "channel", "value"),
                        name="parties_contactpoint_is_kept_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("community_id", models.BigIntegerField()),
                ("id", models.BigIntegerField(db_default=NextId())),
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
                ("party_id", models.BigIntegerField()),
                ("purpose", models.TextField()),
                ("channel", models.TextField(blank=True, default="")),
                ("given_on", models.DateField()),
                ("withdrawn_on", models.DateField(null=True)),
                ("evidence", models.TextField(blank=True, default="")),
                ("import_id", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["community_id", "party_id"], name="parties_consent_by_party"
                    )
                ],
                "constraints": [
                    BelongsTo(
                        column="party_id", name="parties_consent_party_is_known", to="parties.Party"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_on__isnull", True),
                            ("withdrawn_on__gte", models.F("given_on")),
                            _connector="OR",
                        ),
                        name="parties_consent_ends_after_it_was_given",
                    ),
                ],
            },
        ),
        guards.append_only(
            "parties_consent",
            frozen=[
                "community_id",
                "id",
                "party_id",
                "purpose",
                "channel",
                "given_on",
                "evidence",
                "import_id",
            ],
            editable=["withdrawn_on"],
        ),
        relations.publish("parties", "party"),
        relations.publish("parties", "contact_point"),
    ]
