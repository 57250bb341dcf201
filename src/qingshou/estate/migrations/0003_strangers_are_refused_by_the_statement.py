"""Units and tenures point at what is known; one check per statement instead of one per row."""

from django.db import migrations

from qingshou.platform.db import guards

TRIGGERS = """
CREATE TRIGGER estate_unit_building_is_known AFTER INSERT ON estate_unit
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION qingshou_refuse_strangers('building_id', 'estate_building');
CREATE TRIGGER estate_tenure_ties_known_ends AFTER INSERT ON estate_tenure
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION qingshou_refuse_strangers(
        'unit_id', 'estate_unit', 'party_id', 'parties_party', 'account_id', 'ledger_account');
"""

DROP = """
DROP TRIGGER estate_unit_building_is_known ON estate_unit;
DROP TRIGGER estate_tenure_ties_known_ends ON estate_tenure;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("estate", "0002_communities_buildings_and_tenures_are_published"),
        ("parties", "0003_strangers_are_refused_by_the_statement"),
    ]
    operations = [
        migrations.RemoveConstraint("unit", "estate_unit_building_is_known"),
        migrations.RemoveConstraint("tenure", "estate_tenure_unit_is_known"),
        migrations.RemoveConstraint("tenure", "estate_tenure_party_is_known"),
        migrations.RemoveConstraint("tenure", "estate_tenure_account_is_known"),
        migrations.RunSQL(TRIGGERS, DROP),
        guards.append_only(
            "estate_building",
            frozen=["community_id", "id", "import_id"],
            editable=["code", "name", "floors", "withdrawn_at"],
        ),
        guards.append_only(
            "estate_unit",
            frozen=["community_id", "id", "building_id", "import_id"],
            editable=[
                "entrance", "room", "code", "floor", "usage", "building_area_m2",
                "usable_area_m2", "layout", "delivered_on", "vacant_from", "withdrawn_at",
            ],
        ),
        guards.append_only(
            "estate_tenure",
            frozen=[
                "community_id", "id", "unit_id", "party_id", "account_id", "role", "liable",
                "import_id",
            ],
            editable=["held", "withdrawn_at"],
        ),
    ]  # fmt: skip
