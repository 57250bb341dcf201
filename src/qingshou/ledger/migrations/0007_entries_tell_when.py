"""Entries tell in SQL when they were posted, so that a cashier's shift can be reconciled."""

from django.db import migrations

from qingshou.platform.db import relations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_proofs_are_kept")]

    operations = [relations.publish("ledger", "entry")]
