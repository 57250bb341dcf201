"""One sequence numbers every scoped row; one function refuses changes of posted rows."""

from django.db import migrations

from qingshou.platform.db.guards import REFUSE_FUNCTION


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE qingshou_id AS bigint CACHE 32", "DROP SEQUENCE qingshou_id"
        ),
        migrations.RunSQL(REFUSE_FUNCTION, "DROP FUNCTION qingshou_refuse_change()"),
    ]
