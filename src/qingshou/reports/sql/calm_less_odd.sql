-- Odd items were counted as paid in time; take them out, they are told line by line.
-- Reads: $watched_item, $account.
INSERT INTO $calm_cell
SELECT item.community_id, account.building_id, item.kind, item.due_on, -sum(item.amount_fen)
FROM $watched_item item
JOIN $account account USING (community_id, account_id)
WHERE item.closed_on <= item.due_on
    AND item.due_on >= %(horizon)s AND item.due_on <= %(as_of)s
GROUP BY item.community_id, account.building_id, item.kind, item.due_on
