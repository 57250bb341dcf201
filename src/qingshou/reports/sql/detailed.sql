-- Items whose settlements must be read one by one: settled on several days, in part, or not by money
-- alone. Of all others the item itself knows what settled it: all of it, on the day it was closed.
-- Reads: ledger_settlement.
CREATE TABLE $detailed AS
SELECT found.community_id, found.item_id, true AS is_odd
FROM (
    SELECT settlement.community_id, settlement.item_id
    FROM ledger_settlement settlement
    WHERE settlement.community_id = ANY (%(communities)s::bigint[])
        AND settlement.nature NOT IN ('RECEIPT', 'OPENING')
    UNION
    SELECT settlement.community_id, settlement.item_id
    FROM ledger_settlement settlement
    WHERE settlement.community_id = ANY (%(communities)s::bigint[])
        AND settlement.amount_fen < 0
) found
