-- The settlements of the watched items up to the day. One row per settlement.
-- Reads: ledger_settlement.
CREATE TABLE $watched_settlement AS
SELECT
    item.community_id, item.item_id, item.account_id, item.due_on, item.posted_on,
    settlement."on", settlement.nature, settlement.amount_fen
FROM ledger_settlement settlement
JOIN $watched_item item
    ON item.community_id = settlement.community_id AND item.item_id = settlement.item_id
WHERE settlement.community_id = ANY (%(communities)s::bigint[]) AND settlement."on" <= %(as_of)s
