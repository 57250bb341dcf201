-- Credits: money received, prepayments brought in, and charges reversed, waived or written off.
-- unused_fen of money is a prepayment.
SELECT
    credit.community_id,
    credit.id AS credit_id,
    credit.account_id,
    credit.entry_id,
    credit.nature,
    credit."on" AS credited_on,
    credit.channel,
    credit.amount_fen,
    credit.used_fen,
    credit.amount_fen - credit.used_fen AS unused_fen,
    credit.source_ref
FROM ledger_credit credit
