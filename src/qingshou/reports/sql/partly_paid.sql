-- Watched items that were settled in part, or on more than one day.
-- Reads: $watched_item.
INSERT INTO $detailed
SELECT item.community_id, item.item_id, false
FROM $watched_item item
WHERE item.settled_from IS NOT NULL
    AND (item.closed_on IS NULL OR item.settled_from <> item.closed_on
        OR item.settled_until <> item.closed_on)
