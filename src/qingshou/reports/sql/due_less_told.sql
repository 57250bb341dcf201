-- Items whose settlements are read one by one were counted as if simply settled, and watched items
-- as if simply paid in time; take them out, they are told line by line.
-- Reads: $watched_item, $detailed, $account.
INSERT INTO $due_cell
SELECT
    item.community_id, account.building_id, item.kind, item.due_on,
    -$total(item.amount_fen) FILTER (
        WHERE NOT $is_simple AND item.posted_on <= calendar.month_end),
    -$total(item.amount_fen) FILTER (
        WHERE NOT $is_simple AND item.posted_on <= calendar.month_end
        AND item.closed_on <= calendar.month_end),
    -$total(item.amount_fen) FILTER (WHERE item.closed_on <= item.due_on)
FROM $watched_item item
JOIN $calendar calendar ON calendar.day = item.due_on
JOIN $account account
    ON account.community_id = item.community_id AND account.account_id = item.account_id
LEFT JOIN $is_detailed detailed
    ON detailed.community_id = item.community_id AND detailed.item_id = item.item_id
WHERE item.closed_on <= item.due_on
    OR (item.community_id, item.item_id) IN (SELECT community_id, item_id FROM $detailed)
GROUP BY item.community_id, account.building_id, item.kind, item.due_on
