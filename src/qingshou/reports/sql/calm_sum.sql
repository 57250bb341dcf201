-- Accounts of which a window tells no line, summed up: they paid in time or had nothing to pay.
-- One row per window and group of accounts.
-- Reads: $account, $calm_home, $home.
CREATE TABLE $calm_sum AS
SELECT
    seen.role, account.community_id, account.building_id, account."group", account.usage,
    account.floor, account.tenure,
    count(*) FILTER (WHERE due.fen > 0) AS homes,
    count(*) FILTER (
        WHERE account.liable_from <= seen.as_of AND account.liable_until > seen.as_of) AS managed,
    COALESCE(sum(due.fen), 0)::bigint AS fen
FROM $account account
CROSS JOIN (SELECT role, as_of FROM $window WHERE NOT due_only) seen
LEFT JOIN $calm_home calm
    ON calm.community_id = account.community_id AND calm.account_id = account.account_id
LEFT JOIN $home home
    ON home.role = seen.role AND home.community_id = account.community_id
    AND home.account_id = account.account_id
CROSS JOIN LATERAL (
    SELECT CASE seen.role
        WHEN 'P' THEN calm.p_fen WHEN 'Q' THEN calm.q_fen ELSE calm.y_fen END AS fen
) due
WHERE home.account_id IS NULL
GROUP BY seen.role, account.community_id, account.building_id, account."group", account.usage,
    account.floor, account.tenure
