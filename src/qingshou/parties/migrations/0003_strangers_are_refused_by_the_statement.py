"""Contact points and consents point at known parties; one check per statement instead of one per row.

``qingshou_refuse_strangers`` is shared: a trigger names pairs of column and table, and refuses a
statement any of whose new rows points at nothing. Nobody may delete or re-key what is pointed at,
so that what was true on insertion stays true.
"""

from django.db import migrations

from qingshou.platform.db import guards

REFUSE_STRANGERS = """
CREATE FUNCTION qingshou_refuse_strangers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    communities bigint[] := ARRAY(SELECT DISTINCT community_id FROM brought);
    stranger bigint;
BEGIN
    FOR pair IN 0 .. TG_NARGS / 2 - 1 LOOP
        EXECUTE format($query$
            SELECT brought.%1$I FROM brought
            WHERE brought.%1$I IS NOT NULL AND NOT EXISTS (
                SELECT FROM %2$I known
                WHERE known.community_id = ANY($1)
                    AND known.community_id = brought.community_id AND known.id = brought.%1$I)
            LIMIT 1 $query$, TG_ARGV[pair * 2], TG_ARGV[pair * 2 + 1])
            INTO stranger USING communities;
        IF stranger IS NOT NULL THEN
            RAISE EXCEPTION '%.% points at %, which % does not have',
                TG_TABLE_NAME, TG_ARGV[pair * 2], stranger, TG_ARGV[pair * 2 + 1]
                USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_NAME;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_consents_are_published")]
    operations = [
        migrations.RemoveConstraint("contactpoint", "parties_contactpoint_party_is_known"),
        migrations.RemoveConstraint("consent", "parties_consent_party_is_known"),
        migrations.RunSQL(REFUSE_STRANGERS, "DROP FUNCTION qingshou_refuse_strangers()"),
        migrations.RunSQL(
            """
            CREATE TRIGGER parties_contactpoint_party_is_known AFTER INSERT ON parties_contactpoint
                REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
                EXECUTE FUNCTION qingshou_refuse_strangers('party_id', 'parties_party');
            CREATE TRIGGER parties_consent_party_is_known AFTER INSERT ON parties_consent
                REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
                EXECUTE FUNCTION qingshou_refuse_strangers('party_id', 'parties_party');
            """,
            """
            DROP TRIGGER parties_contactpoint_party_is_known ON parties_contactpoint;
            DROP TRIGGER parties_consent_party_is_known ON parties_consent;
            """,
        ),
        guards.append_only(
            "parties_party",
            frozen=["community_id", "id", "import_id"],
            editable=["kind", "name", "initials", "withdrawn_at"],
        ),
        guards.append_only(
            "parties_contactpoint",
            frozen=["community_id", "id", "party_id", "channel", "value", "import_id"],
            editable=["label", "valid", "withdrawn_at"],
        ),
    ]
