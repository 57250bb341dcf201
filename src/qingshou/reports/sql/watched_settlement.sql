-- The settlements up to the day of the items that need them. One row per settlement.
-- Reads: ledger_settlement, $detailed, $watched_item.
CREATE TABLE $watched_settlement AS
SELECT
    item.community_id, item.item_id, item.account_id, item.due_on, item.posted_on,
    settlement."on", settlement.nature, settlement.amount_fen
FROM (SELECT DISTINCT community_id, item_id FROM $detailed) detailed
JOIN $watched_item item
    ON item.community_id = detailed.community_id AND item.item_id = detailed.item_id
JOIN ledger_settlement settlement
    ON settlement.community_id = item.community_id AND settlement.item_id = item.item_id
WHERE settlement."on" <= %(as_of)s
