"""On any day at most one party is liable for a unit; one check per statement.

Transactions that touch tenures of one unit wait for each other on the unit's row, and only
then look for a second liable party: under READ COMMITTED the look sees what the other one
committed. Units of the same transaction are nobody else's yet and need no lock. Why this is
not an exclusion constraint: docs/adr/0004.
"""

from django.db import migrations

REFUSE_SHARED_LIABILITY = """
CREATE FUNCTION estate_refuse_shared_liability() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    shared record;
BEGIN
    PERFORM FROM estate_unit unit
    WHERE (unit.community_id, unit.id) IN (
            SELECT community_id, unit_id FROM brought WHERE liable AND withdrawn_at IS NULL)
        AND unit.xmin <> pg_current_xact_id()::xid
    ORDER BY unit.community_id, unit.id
    FOR NO KEY UPDATE;

    EXECUTE $query$
        SELECT one.unit_id, one.held AS held, other.held AS held_by_other
        FROM brought one JOIN estate_tenure other
            ON other.community_id = one.community_id AND other.unit_id = one.unit_id
            AND other.id <> one.id AND other.held && one.held
        WHERE one.liable AND one.withdrawn_at IS NULL
            AND other.liable AND other.withdrawn_at IS NULL
        LIMIT 1 $query$ INTO shared;
    IF shared IS NOT NULL THEN
        RAISE EXCEPTION 'estate_one_party_is_liable_for_a_unit_on_a_day: unit %, % and %',
            shared.unit_id, shared.held, shared.held_by_other
            USING ERRCODE = 'exclusion_violation',
                  CONSTRAINT = 'estate_one_party_is_liable_for_a_unit_on_a_day';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER estate_new_liability_is_exclusive AFTER INSERT ON estate_tenure
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION estate_refuse_shared_liability();
CREATE TRIGGER estate_changed_liability_is_exclusive AFTER UPDATE ON estate_tenure
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION estate_refuse_shared_liability();
"""

DROP = """
DROP TRIGGER estate_new_liability_is_exclusive ON estate_tenure;
DROP TRIGGER estate_changed_liability_is_exclusive ON estate_tenure;
DROP FUNCTION estate_refuse_shared_liability();
"""


class Migration(migrations.Migration):
    dependencies = [("estate", "0003_strangers_are_refused_by_the_statement")]
    operations = [migrations.RunSQL(REFUSE_SHARED_LIABILITY, DROP)]
