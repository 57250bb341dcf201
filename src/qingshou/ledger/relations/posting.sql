-- The journal. One row per side of an entry, debit positive, with the day and the document.
SELECT
    posting.community_id,
    posting.id AS posting_id,
    posting.entry_id,
    entry."on" AS posted_on,
    posting.account_code,
    posting.kind,
    posting.month,
    posting.amount_fen,
    entry.source,
    entry.source_ref
FROM ledger_posting posting
JOIN ledger_entry entry
    ON entry.community_id = posting.community_id AND entry.id = posting.entry_id
