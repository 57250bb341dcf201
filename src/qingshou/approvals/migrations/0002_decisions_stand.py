"""What was asked and decided is frozen, ends once, and shows itself in SQL."""

from django.db import migrations

from qingshou.platform.db import guards, relations

ENDS_ONCE = """
CREATE FUNCTION approvals_request_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM approvals_use used
               WHERE used.community_id = NEW.community_id AND used.request_id = NEW.request_id)
       AND EXISTS (SELECT FROM approvals_withdrawal taken
                   WHERE taken.community_id = NEW.community_id
                     AND taken.request_id = NEW.request_id)
    THEN
        RAISE EXCEPTION 'request % is both used and withdrawn', NEW.request_id
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'approvals_request_ends_once';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER approvals_use_ends_the_request AFTER INSERT ON approvals_use
    FOR EACH ROW EXECUTE FUNCTION approvals_request_ends_once();
CREATE TRIGGER approvals_withdrawal_ends_the_request AFTER INSERT ON approvals_withdrawal
    FOR EACH ROW EXECUTE FUNCTION approvals_request_ends_once();
"""

ENDS_OFTEN = """
DROP TRIGGER approvals_withdrawal_ends_the_request ON approvals_withdrawal;
DROP TRIGGER approvals_use_ends_the_request ON approvals_use;
DROP FUNCTION approvals_request_ends_once;
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_requests")]

    operations = [
        migrations.RunSQL(sql=ENDS_ONCE, reverse_sql=ENDS_OFTEN),
        guards.append_only("approvals_request"),
        guards.append_only("approvals_decision"),
        guards.append_only("approvals_use"),
        guards.append_only("approvals_withdrawal"),
        relations.publish("approvals", "request"),
    ]
