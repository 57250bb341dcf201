-- What was open at the end of a day, in the books as they are known now: items posted by then,
-- less what had been settled by then. An item's own days tell that, unless the day lies between
-- its first and its latest settlement: these few have an index of their own and are told by their
-- settlements. Two functions, because processes share the work on the first only as long as no
-- subquery in it refers to the row around it. All are written to be inlined.
CREATE TYPE ledger_open_line AS (
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
);

CREATE FUNCTION ledger_open_by_item(community_ids bigint[], as_of date)
RETURNS SETOF ledger_open_line LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        item.community_id, item.id, item.account_id, item.kind, item.nature, item.period_from,
        item.period_until, item.due_on, item.posted_on, item.amount_fen,
        item.amount_fen - CASE WHEN item.settled_until <= as_of THEN item.settled_fen ELSE 0 END
    FROM ledger_openitem item
    WHERE item.closed_on IS NULL
        AND item.community_id IN (SELECT unnest(community_ids))
        AND item.posted_on <= as_of
        AND (item.settled_from <= as_of AND item.settled_until > as_of) IS NOT TRUE
    UNION ALL
    SELECT
        item.community_id, item.id, item.account_id, item.kind, item.nature, item.period_from,
        item.period_until, item.due_on, item.posted_on, item.amount_fen, item.amount_fen
    FROM ledger_openitem item
    WHERE item.closed_on > as_of
        AND item.community_id IN (SELECT unnest(community_ids))
        AND item.posted_on <= as_of
        AND item.settled_from > as_of
$$;

CREATE FUNCTION ledger_open_by_settlements(community_ids bigint[], as_of date)
RETURNS SETOF ledger_open_line LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        item.community_id, item.id, item.account_id, item.kind, item.nature, item.period_from,
        item.period_until, item.due_on, item.posted_on, item.amount_fen,
        item.amount_fen - sum(settlement.amount_fen)::bigint
    FROM ledger_openitem item
    JOIN ledger_settlement settlement
        ON settlement.community_id = item.community_id AND settlement.item_id = item.id
        AND settlement."on" <= as_of
    WHERE item.settled_from < item.settled_until
        AND item.community_id IN (SELECT unnest(community_ids))
        AND item.settled_from <= as_of
        AND item.settled_until > as_of
        AND item.posted_on <= as_of
    GROUP BY item.community_id, item.id
    HAVING item.amount_fen > sum(settlement.amount_fen)
$$;

CREATE FUNCTION ledger_open_as_of(community_ids bigint[], as_of date)
RETURNS SETOF ledger_open_line LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT * FROM ledger_open_by_item(community_ids, as_of)
    UNION ALL
    SELECT * FROM ledger_open_by_settlements(community_ids, as_of)
$$
