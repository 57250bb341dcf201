-- What was open at the end of a day, in the books as they are known now: items posted by then,
-- less what had been settled by then. An item's own days tell that, unless the day lies between
-- its first and its latest settlement. Written to be inlined into the query that uses it.
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
        item.open_fen
    FROM (
        SELECT
            posted.*,
            CASE
                WHEN posted.settled_from IS NULL OR posted.settled_from > as_of
                    THEN posted.amount_fen
                WHEN posted.settled_until <= as_of
                    THEN posted.amount_fen - posted.settled_fen
                ELSE posted.amount_fen - (
                    SELECT COALESCE(sum(settlement.amount_fen), 0)::bigint
                    FROM ledger_settlement settlement
                    WHERE settlement.community_id = posted.community_id
                        AND settlement.item_id = posted.id
                        AND settlement."on" <= as_of
                )
            END AS open_fen
        FROM (
            SELECT * FROM ledger_openitem open WHERE open.closed_on IS NULL
            UNION ALL
            SELECT * FROM ledger_openitem closed WHERE closed.closed_on > as_of
        ) posted
        WHERE posted.community_id = ANY (community_ids) AND posted.posted_on <= as_of
    ) item
    WHERE item.open_fen > 0
$$
