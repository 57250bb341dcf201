-- The accounts in scope with what households are grouped by. One row per account.
-- Reads: ledger_account, estate__liable_account.
CREATE TABLE $account AS
SELECT
    account.community_id,
    account.id AS account_id,
    account.code AS account_code,
    liable.building_id,
    liable.party_id,
    COALESCE(liable.unit_code, split_part(account.code, '#', 1)) AS unit_code,
    COALESCE(liable.customer_group, 'OTHER') AS "group",
    COALESCE(liable.usage, 'OTHER') AS usage,
    CASE
        WHEN liable.floor IS NULL THEN 'UNKNOWN'
        WHEN liable.floor < 1 THEN 'BASEMENT'
        WHEN liable.floor <= 6 THEN 'FLOORS_1_6'
        WHEN liable.floor <= 17 THEN 'FLOORS_7_17'
        ELSE 'FLOORS_18_UP'
    END AS floor,
    CASE
        WHEN began.day IS NULL THEN 'UNKNOWN'
        WHEN began.day > %(as_of)s - 365 THEN 'UNDER_1_YEAR'
        WHEN began.day > %(as_of)s - 3 * 365 THEN 'YEARS_1_3'
        WHEN began.day > %(as_of)s - 5 * 365 THEN 'YEARS_3_5'
        ELSE 'OVER_5_YEARS'
    END AS tenure,
    liable.liable_from,
    liable.liable_until,
    liable.vacant_from
FROM ledger_account account
LEFT JOIN estate__liable_account liable
    ON liable.community_id = account.community_id AND liable.account_id = account.id
CROSS JOIN LATERAL (
    SELECT COALESCE(NULLIF(liable.liable_from, '-infinity'), liable.delivered_on) AS day
) began
WHERE account.community_id = ANY (%(communities)s::bigint[])
    AND account.code <> 'SUSPENSE'
