"""The first tables of requests."""

import django.core.serializers.json
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("request_id", models.TextField(primary_key=True, serialize=False)),
                ("operation", models.TextField()),
                ("inputs_sha256", models.TextField()),
                (
                    "answer",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("answered_at", models.DateTimeField()),
            ],
        ),
    ]
