"""Check an item's story where it begins; the nights that continue it copy what was checked."""

from django.db import migrations

KNOWN = """
CREATE OR REPLACE FUNCTION billing_accruals_are_of_known_items() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    wrong bigint;
BEGIN
    EXECUTE $query$
        SELECT brought.item_id FROM brought
        LEFT JOIN billing_penaltyrun run
            ON run.community_id = brought.community_id AND run.id = brought.run_id
        LEFT JOIN billing_penaltyterms terms
            ON terms.community_id = brought.community_id AND terms.id = brought.terms_id
        LEFT JOIN ledger__item item
            ON item.community_id = brought.community_id AND item.item_id = brought.item_id
            AND item.account_id = brought.account_id
        WHERE brought.generation = brought.run_id
          AND (run.id IS NULL OR terms.id IS NULL OR item.item_id IS NULL) LIMIT 1
        $query$ INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'penalty of item %: its run, its terms or the item itself is unknown', wrong
            USING ERRCODE = 'foreign_key_violation',
                  CONSTRAINT = 'billing_accrual_is_of_a_known_item';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_discounts_have_terms")]
    operations = [migrations.RunSQL(KNOWN, migrations.RunSQL.noop)]
