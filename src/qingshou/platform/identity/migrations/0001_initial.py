"""The first tables of identity."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.TextField()),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("login", models.TextField()),
                ("name", models.TextField()),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("login",), name="identity_user_login_is_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "role",
                    models.TextField(
                        choices=[
                            ("CASHIER", "CASHIER"),
                            ("FINANCE", "FINANCE"),
                            ("COLLECTOR", "COLLECTOR"),
                            ("SERVICE_DESK", "SERVICE_DESK"),
                            ("PROJECT_MANAGER", "PROJECT_MANAGER"),
                            ("LEGAL", "LEGAL"),
                            ("ANALYST", "ANALYST"),
                            ("AUDITOR", "AUDITOR"),
                            ("SYSTEM_ADMIN", "SYSTEM_ADMIN"),
                            ("SECURITY_ADMIN", "SECURITY_ADMIN"),
                            ("AUDIT_ADMIN", "AUDIT_ADMIN"),
                            ("OWNER", "OWNER"),
                            ("TENANT", "TENANT"),
                        ]
                    ),
                ),
                ("community_id", models.BigIntegerField(null=True)),
                ("granted_on", models.DateField()),
                ("revoked_on", models.DateField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.company",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_on__isnull", True)),
                        fields=("user", "role", "company", "community_id"),
                        name="identity_grant_is_given_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_on__isnull", True),
                            ("revoked_on__gte", models.F("granted_on")),
                            _connector="OR",
                        ),
                        name="identity_grant_is_revoked_after_it_was_given",
                    ),
                ],
            },
        ),
    ]
