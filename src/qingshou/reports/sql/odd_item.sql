-- Items paid in time that money alone does not explain: waived, reversed or once taken back.
-- Reads: ledger_openitem, $detailed.
INSERT INTO $watched_item
SELECT
    item.community_id, item.id, item.account_id, item.kind, item.period_from,
    item.period_until, item.due_on, item.posted_on, item.amount_fen, item.settled_from,
    item.settled_until, item.closed_on
FROM $detailed detailed
JOIN ledger_openitem item
    ON item.community_id = detailed.community_id AND item.id = detailed.item_id
WHERE detailed.is_odd
    AND item.nature <> 'REFUND'
    AND item.posted_on <= %(as_of)s
    AND NOT ((item.closed_on IS NULL OR item.closed_on >= %(horizon)s) AND ($watched))
