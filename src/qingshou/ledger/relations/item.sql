-- Everything ever owed. One row per item; open_fen is what is open now. REFUND items are money
-- given back by a channel, not debts; their kind is REFUND of a prepayment, DEPOSIT or SUSPENSE.
-- A charge taken back stays, settled by credits of nature REVERSAL (see ledger__settlement).
SELECT
    item.community_id,
    item.id AS item_id,
    item.account_id,
    item.entry_id,
    item.nature,
    item.kind,
    item.period_from,
    item.period_until,
    item.due_on,
    item.posted_on,
    item.closed_on,
    item.amount_fen,
    item.tax_fen,
    item.settled_fen,
    item.amount_fen - item.settled_fen AS open_fen,
    item.edition,
    item.quantity,
    item.price_id,
    item.price,
    item.months_num,
    item.months_den,
    item.factor,
    item.rounding_fen,
    item.run_id,
    item.channel
FROM ledger_openitem item
