-- The same of accounts that belong to no unit any more, told by community.
-- Reads: ledger_openitem, $account.
DELETE FROM $due_cell WHERE building_id IS NULL;
INSERT INTO $due_cell
SELECT
    item.community_id,
    NULL,
    item.kind,
    item.due_on,
    $total(item.amount_fen) FILTER (WHERE $is_posted),
    $total(item.amount_fen) FILTER (WHERE $is_posted AND $is_closed),
    $total(item.amount_fen) FILTER (WHERE item.closed_on <= item.due_on)
FROM ledger_openitem item
WHERE item.nature <> 'REFUND'
    AND item.due_on BETWEEN %(horizon)s AND %(as_of)s
    AND (item.community_id, item.account_id) IN (
        SELECT account.community_id, account.account_id
        FROM $account account
        WHERE account.building_id IS NULL)
GROUP BY item.community_id, item.kind, item.due_on
