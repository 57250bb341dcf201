"""Show consents in SQL."""

from django.db import migrations

from qingshou.platform.db import relations


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_people")]
    operations = [relations.publish("parties", "consent")]
