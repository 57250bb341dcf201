-- Items paid in time that money alone does not explain: waived, reversed or once taken back.
-- Reads: ledger_openitem, ledger_settlement.
INSERT INTO $watched_item
SELECT
    item.community_id, item.id, item.account_id, item.kind, item.period_from,
    item.period_until, item.due_on, item.posted_on, item.amount_fen, item.closed_on
FROM ledger_openitem item
JOIN (
    SELECT DISTINCT settlement.community_id, settlement.item_id
    FROM ledger_settlement settlement
    WHERE settlement.community_id = ANY (%(communities)s::bigint[])
        AND (settlement.nature NOT IN ('RECEIPT', 'OPENING') OR settlement.amount_fen < 0)
) odd ON odd.community_id = item.community_id AND odd.item_id = item.id
WHERE item.nature <> 'REFUND'
    AND item.posted_on <= %(as_of)s
    AND NOT ((item.closed_on IS NULL OR item.closed_on >= %(horizon)s) AND ($watched))
