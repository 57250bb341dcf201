-- What is due and open at the end of each month of the trend, from what fell due and what settled
-- it. One row per month and building. Sums of both since the beginning of the watched items.
-- Reads: $watched_item, $watched_settlement, $account.
CREATE TABLE $balance AS
WITH moved AS (
    SELECT item.community_id, item.account_id,
        GREATEST(item.due_on, item.posted_on) AS "on", item.amount_fen AS fen
    FROM $watched_item item
    UNION ALL
    SELECT paid.community_id, paid.account_id,
        GREATEST(paid.due_on, paid."on"), -paid.amount_fen
    FROM $watched_settlement paid
),
monthly AS (
    SELECT account.community_id, width_bucket(moved."on", %(month_ends)s::date[]) AS bucket,
        sum(moved.fen) AS fen
    FROM moved
    JOIN $account account USING (community_id, account_id)
    GROUP BY account.community_id, bucket
)
SELECT seen.role, monthly.community_id, sum(monthly.fen)::bigint AS chain_open_fen
FROM (
    SELECT role, row_number() OVER (ORDER BY start) AS place FROM $window WHERE due_only
) seen
JOIN monthly ON monthly.bucket < seen.place
GROUP BY seen.role, monthly.community_id
