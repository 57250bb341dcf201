"""The first tables of tenancy."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Company",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("credit_code", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code",), name="tenancy_company_code_is_unique"
                    ),
                    models.UniqueConstraint(
                        fields=("name",), name="tenancy_company_name_is_unique"
                    ),
                ],
            },
        ),
    ]
