-- What settled what, with the facts of both sides. Negative amounts are taken back. Money is of
-- nature RECEIPT or OPENING; REVERSAL, WAIVER, WRITE_OFF and DISCOUNT settle without money.
SELECT
    settlement.community_id,
    settlement.id AS settlement_id,
    settlement.account_id,
    settlement.item_id,
    settlement.credit_id,
    settlement.entry_id,
    settlement."on" AS settled_on,
    settlement.amount_fen,
    settlement.nature,
    item.nature AS item_nature,
    item.kind,
    item.period_from,
    item.period_until,
    item.due_on,
    item.posted_on,
    item.amount_fen AS item_amount_fen,
    item.run_id,
    credit."on" AS credited_on,
    credit.channel,
    credit.amount_fen AS credit_amount_fen
FROM ledger_settlement settlement
JOIN ledger_openitem item
    ON item.community_id = settlement.community_id AND item.id = settlement.item_id
JOIN ledger_credit credit
    ON credit.community_id = settlement.community_id AND credit.id = settlement.credit_id
