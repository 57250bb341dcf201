-- Items that were not simply paid in time: late, open, not yet due, reopened, waived or reversed.
-- Everything else is counted in two aggregate passes (calm_home, due_cell). One row per item.
-- Reads: ledger_openitem.
CREATE TABLE $watched_item AS
SELECT
    item.community_id, item.id AS item_id, item.account_id, item.kind, item.period_from,
    item.period_until, item.due_on, item.posted_on, item.amount_fen, item.settled_from,
    item.settled_until, item.closed_on
FROM ledger_openitem item
WHERE item.community_id = ANY (%(communities)s::bigint[])
    AND item.nature <> 'REFUND'
    AND item.posted_on <= %(as_of)s
    AND (item.closed_on IS NULL OR item.closed_on >= %(horizon)s)
    AND ($watched)
