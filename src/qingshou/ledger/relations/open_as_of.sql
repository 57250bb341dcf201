-- What was open at the end of a day, in the books as they are known now: items posted by then,
-- less what had been settled by then. Written to be inlined into the query that uses it.
CREATE FUNCTION ledger_open_as_of(community_ids bigint[], as_of date)
RETURNS TABLE (
    community_id bigint,
    id bigint,
    account_id bigint,
    kind text,
    nature text,
    period_from date,
    period_until date,
    due_on date,
    posted_on date,
    amount_fen bigint,
    open_fen bigint
)
LANGUAGE sql STABLE AS $$
    SELECT
        item.community_id,
        item.id,
        item.account_id,
        item.kind,
        item.nature,
        item.period_from,
        item.period_until,
        item.due_on,
        item.posted_on,
        item.amount_fen,
        item.open_now_fen + COALESCE(later.fen, 0) AS open_fen
    FROM (
        SELECT *, open.amount_fen - open.settled_fen AS open_now_fen
        FROM ledger_openitem open
        WHERE open.closed_on IS NULL
        UNION ALL
        SELECT *, 0 AS open_now_fen
        FROM ledger_openitem closed
        WHERE closed.closed_on > as_of
    ) item
    LEFT JOIN (
        SELECT
            settlement.community_id,
            settlement.item_id,
            sum(settlement.amount_fen)::bigint AS fen
        FROM ledger_settlement settlement
        WHERE settlement.community_id = ANY (community_ids) AND settlement."on" > as_of
        GROUP BY settlement.community_id, settlement.item_id
    ) later ON later.community_id = item.community_id AND later.item_id = item.id
    WHERE item.community_id = ANY (community_ids)
        AND item.posted_on <= as_of
        AND item.open_now_fen + COALESCE(later.fen, 0) > 0
$$
