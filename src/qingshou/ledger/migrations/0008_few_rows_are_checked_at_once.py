"""What one receipt brings is checked by plans that are kept; what it checks stays as it was.

Only the postings are checked earlier: an entry's postings come in one statement, so they sum to
zero when it ends and not only when the transaction does.
"""

from django.db import migrations

from qingshou.platform.db.checks import Check
from qingshou.platform.db.locks import Subject


def booked(name: str, table: str, day: str) -> Check:
    return Check(
        name,
        table,
        f"""
        SELECT brought.id FROM brought
        LEFT JOIN ledger_account account
            ON account.community_id = brought.community_id AND account.id = brought.account_id
        LEFT JOIN ledger_entry entry
            ON entry.community_id = brought.community_id AND entry.id = brought.entry_id
            AND entry."on" = brought.{day}
        WHERE account.id IS NULL OR entry.id IS NULL""",
        f"{table} row % has no account, or no entry of its day",
        "ledger_row_has_account_and_entry",
        state="foreign_key_violation",
    )


def sums_up(name: str, table: str, subject: str, touched: str, event: str = "INSERT") -> Check:
    """Compare what items or credits say is settled with the sum of their settlements."""
    of, column, says = {
        "item": ("ledger_openitem", "item_id", "settled_fen"),
        "credit": ("ledger_credit", "credit_id", "used_fen"),
    }[subject]
    return Check(
        name,
        table,
        f"""
        SELECT subject.id, subject.{says} AS says,
               COALESCE(sum(settlement.amount_fen), 0) AS found
        FROM (SELECT DISTINCT community_id, {touched}) touched
        JOIN {of} subject
            ON subject.community_id = touched.community_id AND subject.id = touched.id
        LEFT JOIN ledger_settlement settlement
            ON settlement.community_id = subject.community_id
            AND settlement.{column} = subject.id
        GROUP BY subject.community_id, subject.id, subject.{says}
        HAVING subject.{says} <> COALESCE(sum(settlement.amount_fen), 0)""",
        f"{subject} % says % fen, its settlements sum to %",
        "ledger_settlements_sum_up",
        ("id", "says", "found"),
        event=event,
    )


def apart(name: str, table: str, unclaimed: str) -> Check:
    return Check(
        name,
        table,
        f"""
        SELECT brought.id FROM brought
        JOIN ledger_account account
            ON account.community_id = brought.community_id AND account.id = brought.account_id
        WHERE (account.code = 'SUSPENSE') <> ({unclaimed})""",
        f"{table} row % mixes unclaimed money with that of a debtor",
        "ledger_unclaimed_money_is_apart",
    )


SETTLEMENTS = Check(
    "ledger_settlements_are_booked",
    "ledger_settlement",
    """
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
        WHERE item.id IS NULL OR credit.id IS NULL OR entry.id IS NULL""",
    "settlement % joins no item and credit of one account and of its past",
    "ledger_settlement_joins_one_account",
    state="foreign_key_violation",
)
TRANSFERS = Check(
    "ledger_transfers_are_booked",
    "ledger_transfer",
    """
        SELECT brought.id FROM brought
        LEFT JOIN ledger_entry entry
            ON entry.community_id = brought.community_id AND entry.id = brought.entry_id
            AND entry."on" = brought."on" AND entry.source = 'TRANSFER'
        WHERE entry.id IS NULL""",
    "transfer % has no entry of its day",
    "ledger_transfer_has_an_entry_of_its_day",
    state="foreign_key_violation",
)
BALANCES = Check(
    "ledger_postings_sum_to_zero",
    "ledger_posting",
    """
        SELECT posting.entry_id AS id, sum(posting.amount_fen) AS rest
        FROM (SELECT DISTINCT community_id, entry_id FROM brought) touched
        JOIN ledger_posting posting
            ON posting.community_id = touched.community_id
            AND posting.entry_id = touched.entry_id
        GROUP BY posting.community_id, posting.entry_id
        HAVING sum(posting.amount_fen) <> 0""",
    "entry % is out of balance by % fen",
    "ledger_entry_sums_to_zero",
    ("id", "rest"),
)
CHECKS = [
    booked("ledger_items_are_booked", "ledger_openitem", "posted_on"),
    booked("ledger_credits_are_booked", "ledger_credit", '"on"'),
    sums_up(
        "ledger_new_items_sum_up",
        "ledger_openitem",
        "item",
        "id FROM brought WHERE settled_fen <> 0",
    ),
    sums_up("ledger_moved_items_sum_up", "ledger_openitem", "item", "id FROM brought", "UPDATE"),
    sums_up(
        "ledger_settled_items_sum_up", "ledger_settlement", "item", "item_id AS id FROM brought"
    ),
    sums_up(
        "ledger_new_credits_sum_up",
        "ledger_credit",
        "credit",
        "id FROM brought WHERE used_fen <> 0",
    ),
    sums_up("ledger_moved_credits_sum_up", "ledger_credit", "credit", "id FROM brought", "UPDATE"),
    sums_up(
        "ledger_settled_credits_sum_up",
        "ledger_settlement",
        "credit",
        "credit_id AS id FROM brought",
    ),
    apart("ledger_credits_keep_unclaimed_apart", "ledger_credit", "brought.nature = 'SUSPENSE'"),
    apart(
        "ledger_items_keep_unclaimed_apart",
        "ledger_openitem",
        "account.code = 'SUSPENSE' AND brought.nature = 'REFUND'",
    ),
    SETTLEMENTS,
    TRANSFERS,
    BALANCES,
]

OF_ITS_ENTRY = """
        (SELECT DISTINCT community_id, entry_id FROM brought) brought
        JOIN ledger_entry entry ON entry.community_id = brought.community_id
            AND entry.id = brought.entry_id"""
DAYS = {
    "ledger_entry": ('"on"', "brought"),
    "ledger_posting": ('entry."on"', OF_ITS_ENTRY),
    "ledger_openitem": ("posted_on", "brought"),
    "ledger_credit": ('"on"', "brought"),
    "ledger_settlement": ('"on"', "brought"),
    "ledger_transfer": ('"on"', "brought"),
}


def period(table: str, day: str, source: str) -> str:
    """Refuse rows of a closed period; one statement's rows are seldom of several communities."""
    return f"""
CREATE FUNCTION {table}_period_is_open() RETURNS trigger LANGUAGE plpgsql AS $check$
DECLARE
    told record;
    first_open date;
BEGIN
    FOR told IN
        SELECT brought.community_id, min({day}) AS day FROM {source}
        GROUP BY brought.community_id ORDER BY brought.community_id
    LOOP
        PERFORM pg_advisory_xact_lock_shared(
            ({Subject.PERIOD.value}::bigint << 48) | told.community_id);
        SELECT open_from INTO first_open FROM ledger_closing
            WHERE community_id = told.community_id ORDER BY number DESC LIMIT 1;
        IF told.day < first_open THEN
            RAISE EXCEPTION '% lies in a closed period; the book is open from %',
                told.day, first_open
                USING ERRCODE = 'integrity_constraint_violation',
                      CONSTRAINT = 'ledger_period_is_open';
        END IF;
    END LOOP;
    RETURN NULL;
END $check$;
CREATE OR REPLACE TRIGGER {table}_period_is_open AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS brought FOR EACH STATEMENT
    EXECUTE FUNCTION {table}_period_is_open();
"""


BEFORE = """
DROP TRIGGER ledger_entry_sums_to_zero ON ledger_posting;
DROP TRIGGER ledger_settlements_are_booked ON ledger_settlement;
DROP TRIGGER ledger_transfers_are_booked ON ledger_transfer;
DROP FUNCTION ledger_settlements_are_booked, ledger_transfers_are_booked;
"""
AFTER = """
DROP FUNCTION ledger_rows_are_booked, ledger_items_sum_up, ledger_credits_sum_up,
    ledger_refuse_wrong_sum, ledger_unclaimed_money_is_apart, ledger_period_is_open;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_entries_tell_when")]

    operations = [
        migrations.RunSQL(BEFORE),
        *(migrations.RunSQL(check.sql) for check in CHECKS),
        *(migrations.RunSQL(period(table, *days)) for table, days in DAYS.items()),
        migrations.RunSQL(AFTER),
    ]
