-- Owing households ranked by what they owe, and their buildings by what is owed in them. One row
-- per compared window and owing account.
-- Reads: $home_line, $account.
CREATE TABLE $rank AS
WITH owing AS (
    SELECT owed.role, owed.community_id, owed.account_id, owed.overdue_fen,
        COALESCE(account.building_id, 0) AS building_id
    FROM $home_line owed
    JOIN $account account
        ON account.community_id = owed.community_id AND account.account_id = owed.account_id
    WHERE owed.overdue_fen > 0
),
building AS (
    SELECT role, building_id,
        row_number() OVER (PARTITION BY role ORDER BY sum(overdue_fen) DESC, building_id) AS place
    FROM owing
    GROUP BY role, building_id
)
SELECT
    owing.role, owing.community_id, owing.account_id,
    row_number() OVER (PARTITION BY owing.role ORDER BY owing.overdue_fen, owing.account_id)
        AS from_least,
    count(*) OVER (PARTITION BY owing.role) AS owing,
    building.place AS building_rank
FROM owing
JOIN building
    ON building.role = owing.role AND building.building_id = owing.building_id
