"""The book shows itself in SQL: accounts, items, credits, settlements, what was open as of a day."""

from django.db import migrations

from qingshou.platform.db import relations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_the_book_defends_itself")]

    operations = [
        relations.publish("ledger", "account"),
        relations.publish("ledger", "entry"),
        relations.publish("ledger", "item"),
        relations.publish("ledger", "settlement"),
        relations.publish("ledger", "settled"),
        migrations.RunSQL(
            sql=relations.text_of("ledger", "open_as_of"),
            reverse_sql="DROP TYPE ledger_open_line CASCADE",
        ),
    ]
