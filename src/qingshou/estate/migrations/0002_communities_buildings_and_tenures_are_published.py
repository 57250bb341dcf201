"""Show communities, buildings and all tenures in SQL."""

from django.db import migrations

from qingshou.platform.db import relations


class Migration(migrations.Migration):
    dependencies = [("estate", "0001_registry")]
    operations = [
        relations.publish("estate", "community"),
        relations.publish("estate", "building"),
        relations.publish("estate", "tenure"),
    ]
