-- Items whose settlements must be read one by one: settled in several steps, or not by money alone.
-- Of all others the item itself knows the only settlement: all of it, on the day it was closed.
-- Reads: ledger_settlement.
CREATE TABLE $detailed AS
SELECT settlement.community_id, settlement.item_id, false AS is_odd
FROM ledger_settlement settlement
WHERE settlement.community_id = ANY (%(communities)s::bigint[])
GROUP BY settlement.community_id, settlement.item_id
HAVING count(*) > 1
UNION ALL
SELECT DISTINCT settlement.community_id, settlement.item_id, true
FROM ledger_settlement settlement
WHERE settlement.community_id = ANY (%(communities)s::bigint[])
    AND (settlement.nature NOT IN ('RECEIPT', 'OPENING') OR settlement.amount_fen < 0)
