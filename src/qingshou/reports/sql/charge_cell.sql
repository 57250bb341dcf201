-- Lines added up by who owes them, kind and age. One row per compared window, building, group of
-- accounts, kind and age.
-- Reads: $line, $account.
CREATE TABLE $charge_cell AS
SELECT
    measured.role, measured.community_id, account.building_id, account."group", account.usage,
    account.floor, account.tenure, measured.kind, measured.bucket,
    $line_sums
FROM ($measured) measured
JOIN $account account
    ON account.community_id = measured.community_id AND account.account_id = measured.account_id
GROUP BY measured.role, measured.community_id, account.building_id, account."group",
    account.usage, account.floor, account.tenure, measured.kind, measured.bucket
