"""Receipts are frozen, and show themselves in SQL."""

from django.db import migrations

from qingshou.platform.db import guards, relations


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_receipts")]

    operations = [
        guards.append_only("payments_receipt"),
        relations.publish("payments", "receipt"),
    ]
