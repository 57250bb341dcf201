"""Receipts are frozen."""

from django.db import migrations

from qingshou.platform.db import guards


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_receipts")]

    operations = [
        guards.append_only("payments_receipt"),
    ]
