"""Count stretches of days in moments, as the rule does."""

from django.db import migrations

from qingshou.platform.db import relations


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_runs")]
    operations = [
        relations.publish_function(
            "billing", "time_in", signature="billing_time_in(date, date, text, bool)"
        ),
    ]
