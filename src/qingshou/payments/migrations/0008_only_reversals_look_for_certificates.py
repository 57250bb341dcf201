"""Only a reversal looks for the certificates it overtakes; no other receipt waits for it."""

import django.contrib.postgres.indexes
from django.db import migrations

EACH_REVERSAL = """
DROP FUNCTION payments_reversals_overtake_certificates CASCADE;
CREATE FUNCTION payments_reversal_overtakes_certificates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO payments_overtaking (community_id, certificate_id, reversal_id, "on")
    SELECT certificate.community_id, certificate.id, NEW.id, NEW."on"
    FROM payments_certificate certificate
    WHERE certificate.community_id = NEW.community_id
      AND certificate.account_ids @> ARRAY[NEW.account_id]
      AND NOT EXISTS (SELECT FROM payments_certificate later
                      WHERE later.community_id = certificate.community_id
                        AND later.supersedes_id = certificate.id)
    ON CONFLICT (community_id, certificate_id) DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER payments_reversal_overtakes_certificates AFTER INSERT ON payments_receipt
    FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL)
    EXECUTE FUNCTION payments_reversal_overtakes_certificates();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0007_a_sold_home_is_cleared"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="certificate",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["account_ids"], name="payments_certificate_by_account"
            ),
        ),
        migrations.RunSQL(
            EACH_REVERSAL, "DROP FUNCTION payments_reversal_overtakes_certificates CASCADE"
        ),
    ]
