-- Credits: money received, prepayments brought in, and charges reversed, waived or written off.
-- unused_fen of money (RECEIPT, OPENING) is a prepayment, of a DEPOSIT what is still held, of
-- SUSPENSE what nobody has claimed; the last two settle no debt. The channels BALANCE, DEPOSIT and
-- SUSPENSE tell that no new money came: it was moved, was a deposit, was claimed. kind tells what a
-- deposit is for.
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
    credit.source_ref,
    credit.kind
FROM ledger_credit credit
