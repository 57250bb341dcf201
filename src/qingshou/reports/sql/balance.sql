-- What is due and open at the end of each month of the trend, from what fell due and what settled
-- it. One row per month and community.
-- Reads: $watched_item, $watched_settlement, $detailed.
CREATE TABLE $balance AS
WITH moved AS (
    SELECT item.community_id,
        GREATEST(item.due_on, item.posted_on) AS "on", item.amount_fen AS fen
    FROM $watched_item item
    UNION ALL
    SELECT item.community_id, GREATEST(item.due_on, item.closed_on),
        -item.amount_fen
    FROM $watched_item item
    LEFT JOIN $is_detailed detailed
        ON detailed.community_id = item.community_id AND detailed.item_id = item.item_id
    WHERE $is_simple AND item.closed_on <= %(as_of)s
    UNION ALL
    SELECT paid.community_id,
        GREATEST(paid.due_on, paid."on"), -paid.amount_fen
    FROM $watched_settlement paid
),
monthly AS (
    SELECT moved.community_id, width_bucket(moved."on", %(month_ends)s::date[]) AS bucket,
        sum(moved.fen) AS fen
    FROM moved
    GROUP BY moved.community_id, bucket
)
SELECT seen.role, monthly.community_id, sum(monthly.fen)::bigint AS chain_open_fen
FROM (
    SELECT role, row_number() OVER (ORDER BY start) AS place FROM $window WHERE due_only
) seen
JOIN monthly ON monthly.bucket < seen.place
GROUP BY seen.role, monthly.community_id
