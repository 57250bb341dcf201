"""An import that is being carried onward says so, and counts as live until that is settled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_imports")]
    operations = [
        migrations.AlterField(
            model_name="import",
            name="state",
            field=models.TextField(
                choices=[
                    ("PREVIEWED", "Previewed"),
                    ("ARRIVING", "Arriving"),
                    ("DONE", "Done"),
                    ("UNDONE", "Undone"),
                ],
                default="PREVIEWED",
            ),
        ),
        migrations.RemoveConstraint("import", "intake_a_file_is_live_once"),
        migrations.RemoveConstraint("import", "intake_an_import_that_is_done_has_its_day"),
        migrations.AddConstraint(
            "import",
            models.UniqueConstraint(
                condition=models.Q(("state__in", ["ARRIVING", "DONE"])),
                fields=("kind", "sha256"),
                name="intake_a_file_is_live_once",
            ),
        ),
        migrations.AddConstraint(
            "import",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "DONE"), _negated=True),
                    ("done_on__isnull", False),
                    _connector="OR",
                ),
                name="intake_an_import_that_is_done_has_its_day",
            ),
        ),
    ]
