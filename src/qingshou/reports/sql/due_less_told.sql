-- Items whose settlements are read one by one were counted as if simply settled, and watched items
-- as if simply paid in time; take them out, they are told line by line.
-- Reads: $watched_item, $detailed, $account.
INSERT INTO $due_cell
SELECT
    item.community_id, account.building_id, item.kind, item.due_on,
    -$total(item.amount_fen) FILTER (WHERE NOT $is_simple AND $is_posted),
    -$total(item.amount_fen) FILTER (
        WHERE NOT $is_simple AND $is_posted AND $is_closed),
    -$total(item.amount_fen) FILTER (WHERE item.closed_on <= item.due_on)
FROM $watched_item item
JOIN $account account
    ON account.community_id = item.community_id AND account.account_id = item.account_id
LEFT JOIN $is_detailed detailed
    ON detailed.community_id = item.community_id AND detailed.item_id = item.item_id
WHERE item.due_on BETWEEN %(horizon)s AND %(as_of)s
    AND (item.closed_on <= item.due_on
        OR (item.community_id, item.item_id) IN (SELECT community_id, item_id FROM $detailed))
GROUP BY item.community_id, account.building_id, item.kind, item.due_on
