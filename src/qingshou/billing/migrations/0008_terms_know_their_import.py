"""Let a version of penalty terms know the sheet that brought it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0007_penalties_come_with_receipts")]

    operations = [
        migrations.AddField(
            model_name="penaltyterms",
            name="import_id",
            field=models.BigIntegerField(null=True),
        ),
    ]
