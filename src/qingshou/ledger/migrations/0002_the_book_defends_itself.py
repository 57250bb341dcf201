"""Posted rows are frozen, entries sum to zero, and what is settled equals its settlements.

All checks of the large tables run once per statement over its new rows. Their queries are
planned anew each time (EXECUTE), because a statement may bring one row or a million.
"""

from django.db import migrations

from qingshou.platform.db import guards

ENTRY_BALANCES = """
CREATE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry bigint := CASE TG_TABLE_NAME WHEN 'ledger_entry' THEN (to_jsonb(NEW)->>'id')::bigint
                                       ELSE (to_jsonb(NEW)->>'entry_id')::bigint END;
    sides bigint;
    rest numeric;
BEGIN
    SELECT count(*), sum(amount_fen) INTO sides, rest FROM ledger_posting
        WHERE community_id = NEW.community_id AND entry_id = entry;
    IF sides = 0 THEN
        RAISE EXCEPTION 'entry % has no postings', entry
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'ledger_entry_has_postings';
    ELSIF rest <> 0 THEN
        RAISE EXCEPTION 'entry % is out of balance by % fen', entry, rest
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'ledger_entry_sums_to_zero';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_entry_has_postings
    AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances();
CREATE CONSTRAINT TRIGGER ledger_entry_sums_to_zero
    AFTER INSERT ON ledger_posting DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances();
"""

ITEMS_AND_CREDITS = """
CREATE FUNCTION ledger_rows_are_booked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    day text := CASE TG_TABLE_NAME WHEN 'ledger_openitem' THEN 'posted_on' ELSE '"on"' END;
    wrong record;
BEGIN
    EXECUTE format($query$
        SELECT brought.id FROM brought
        LEFT JOIN ledger_account account
            ON account.community_id = brought.community_id AND account.id = brought.account_id
        LEFT JOIN ledger_entry entry
            ON entry.community_id = brought.community_id AND entry.id = brought.entry_id
            AND entry."on" = brought.%s
        WHERE account.id IS NULL OR entry.id IS NULL LIMIT 1 $query$, day) INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '% row % has no account, or no entry of its day', TG_TABLE_NAME, wrong.id
            USING ERRCODE = 'foreign_key_violation',
                  CONSTRAINT = 'ledger_row_has_account_and_entry';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_refuse_wrong_sum(subject text, id bigint, told bigint, found numeric)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % says % fen, its settlements sum to %', subject, id, told, found
        USING ERRCODE = 'integrity_constraint_violation',
              CONSTRAINT = 'ledger_settlements_sum_up';
END $$;

CREATE FUNCTION ledger_items_sum_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    EXECUTE format($query$
        SELECT item.id, item.settled_fen, COALESCE(sum(settlement.amount_fen), 0) AS found
        FROM (SELECT DISTINCT community_id, %s AS id FROM brought %s) touched
        JOIN ledger_openitem item
            ON item.community_id = touched.community_id AND item.id = touched.id
        LEFT JOIN ledger_settlement settlement
            ON settlement.community_id = item.community_id AND settlement.item_id = item.id
        GROUP BY item.community_id, item.id, item.settled_fen
        HAVING item.settled_fen <> COALESCE(sum(settlement.amount_fen), 0) LIMIT 1
        $query$, TG_ARGV[0], TG_ARGV[1]) INTO wrong;
    IF wrong IS NOT NULL THEN
        PERFORM ledger_refuse_wrong_sum('item', wrong.id, wrong.settled_fen, wrong.found);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_credits_sum_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    EXECUTE format($query$
        SELECT credit.id, credit.used_fen, COALESCE(sum(settlement.amount_fen), 0) AS found
        FROM (SELECT DISTINCT community_id, %s AS id FROM brought %s) touched
        JOIN ledger_credit credit
            ON credit.community_id = touched.community_id AND credit.id = touched.id
        LEFT JOIN ledger_settlement settlement
            ON settlement.community_id = credit.community_id AND settlement.credit_id = credit.id
        GROUP BY credit.community_id, credit.id, credit.used_fen
        HAVING credit.used_fen <> COALESCE(sum(settlement.amount_fen), 0) LIMIT 1
        $query$, TG_ARGV[0], TG_ARGV[1]) INTO wrong;
    IF wrong IS NOT NULL THEN
        PERFORM ledger_refuse_wrong_sum('credit', wrong.id, wrong.used_fen, wrong.found);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_settlements_are_booked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    EXECUTE $query$
        SELECT brought.id FROM brought
        LEFT JOIN ledger_openitem item
            ON item.community_id = brought.community_id AND item.id = brought.item_id
            AND item.account_id = brought.account_id AND item.posted_on <= brought."on"
        LEFT JOIN ledger_credit credit
            ON credit.community_id = brought.community_id AND credit.id = brought.credit_id
            AND credit.account_id = brought.account_id AND credit."on" <= brought."on"
            AND credit.nature = brought.nature
        LEFT JOIN ledger_entry entry
            ON entry.community_id = brought.community_id AND entry.id = brought.entry_id
            AND entry."on" = brought."on"
        WHERE item.id IS NULL OR credit.id IS NULL OR entry.id IS NULL LIMIT 1
        $query$ INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'settlement % joins no item and credit of one account and of its past',
            wrong.id
            USING ERRCODE = 'foreign_key_violation',
                  CONSTRAINT = 'ledger_settlement_joins_one_account';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_items_are_booked AFTER INSERT ON ledger_openitem
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT EXECUTE FUNCTION ledger_rows_are_booked();
CREATE TRIGGER ledger_new_items_sum_up AFTER INSERT ON ledger_openitem
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION ledger_items_sum_up('id', 'WHERE settled_fen <> 0');
CREATE TRIGGER ledger_moved_items_sum_up AFTER UPDATE ON ledger_openitem
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION ledger_items_sum_up('id', '');

CREATE TRIGGER ledger_credits_are_booked AFTER INSERT ON ledger_credit
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT EXECUTE FUNCTION ledger_rows_are_booked();
CREATE TRIGGER ledger_new_credits_sum_up AFTER INSERT ON ledger_credit
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION ledger_credits_sum_up('id', 'WHERE used_fen <> 0');
CREATE TRIGGER ledger_moved_credits_sum_up AFTER UPDATE ON ledger_credit
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION ledger_credits_sum_up('id', '');

CREATE TRIGGER ledger_settlements_are_booked AFTER INSERT ON ledger_settlement
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION ledger_settlements_are_booked();
CREATE TRIGGER ledger_settled_items_sum_up AFTER INSERT ON ledger_settlement
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION ledger_items_sum_up('item_id', '');
CREATE TRIGGER ledger_settled_credits_sum_up AFTER INSERT ON ledger_settlement
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION ledger_credits_sum_up('credit_id', '');
"""

DROP = """
DROP TRIGGER ledger_entry_has_postings ON ledger_entry;
DROP TRIGGER ledger_entry_sums_to_zero ON ledger_posting;
DROP FUNCTION ledger_entry_balances, ledger_rows_are_booked, ledger_items_sum_up,
    ledger_credits_sum_up, ledger_settlements_are_booked, ledger_refuse_wrong_sum CASCADE;
"""

FROZEN = {
    "ledger_account": (["community_id", "id", "opened_on"], ["code"]),
    "ledger_openitem": (
        [
            "community_id",
            "id",
            "account_id",
            "entry_id",
            "amount_fen",
            "tax_fen",
            "run_id",
            "price_id",
            "months_num",
            "months_den",
            "rounding_fen",
            "period_from",
            "period_until",
            "due_on",
            "posted_on",
            "edition",
            "nature",
            "kind",
            "channel",
            "quantity",
            "price",
            "factor",
        ],
        ["settled_fen", "settled_from", "settled_until", "closed_on"],
    ),
    "ledger_credit": (
        [
            "community_id",
            "id",
            "account_id",
            "entry_id",
            "amount_fen",
            '"on"',
            "nature",
            "channel",
            "source_ref",
        ],
        ["used_fen"],
    ),
}


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_book")]

    operations = [
        migrations.RunSQL(ENTRY_BALANCES + ITEMS_AND_CREDITS, DROP),
        guards.append_only("ledger_entry"),
        guards.append_only("ledger_posting"),
        guards.append_only("ledger_settlement"),
        *(
            guards.append_only(table, frozen=frozen, editable=editable)
            for table, (frozen, editable) in FROZEN.items()
        ),
    ]
