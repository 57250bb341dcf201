-- What was simply paid in time by groups of accounts, and how many of them a window tells no line of:
-- they paid all in time or had nothing to pay.
-- One row per window and group of accounts.
-- Reads: $account, $calm_home, $home_line.
CREATE TABLE $calm_sum AS
WITH grouped AS (
    SELECT
        account.community_id, account.building_id, account."group", account.usage, account.floor,
        account.tenure,
        $calm_counts
    FROM $account account
    LEFT JOIN $calm_home calm
        ON calm.community_id = account.community_id AND calm.account_id = account.account_id
    LEFT JOIN (
        SELECT community_id, account_id, $told_counts
        FROM $home_line
        GROUP BY community_id, account_id
    ) told ON told.community_id = account.community_id AND told.account_id = account.account_id
    GROUP BY account.community_id, account.building_id, account."group", account.usage,
        account.floor, account.tenure
)
SELECT
    seen.role, grouped.community_id, grouped.building_id, grouped."group", grouped.usage,
    grouped.floor, grouped.tenure, seen.homes, seen.managed, seen.fen
FROM grouped
CROSS JOIN LATERAL (VALUES
    ('P', p_homes, p_managed, p_fen), ('Q', q_homes, q_managed, q_fen),
    ('Y', y_homes, y_managed, y_fen)
) seen (role, homes, managed, fen)
