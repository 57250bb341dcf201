-- Money given back within each window, but deposits, what nobody claimed, and prepayments that were
-- moved to another account. One row per window and refund.
-- Reads: ledger_openitem.
CREATE TABLE $refund AS
SELECT
    seen.role, item.community_id, item.account_id, item.id AS item_id, item.posted_on AS "on",
    item.channel, item.amount_fen AS refund_fen, 1 AS refunds
FROM ledger_openitem item
JOIN $window seen ON item.posted_on >= seen.start AND item.posted_on < seen.until
WHERE item.community_id = ANY (%(communities)s::bigint[]) AND item.nature = 'REFUND'
    AND item.kind = 'REFUND' AND item.channel IS DISTINCT FROM 'BALANCE'
    AND item.posted_on >= %(horizon)s AND NOT seen.due_only
