-- Open items of which something is paid: their settlements must be read, too.
-- Reads: $watched_item.
INSERT INTO $detailed
SELECT item.community_id, item.item_id, false
FROM $watched_item item
WHERE item.closed_on IS NULL AND item.settled_fen > 0
