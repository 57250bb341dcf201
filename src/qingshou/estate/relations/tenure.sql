-- Everybody who held, holds or will hold a unit, liable or not. One row per live tenure; days
-- are half-open and NULL where a side is open. For who owes, see estate__liable_account.
SELECT
    tenure.community_id,
    tenure.id AS tenure_id,
    tenure.unit_id,
    unit.code AS unit_code,
    tenure.party_id,
    tenure.account_id,
    tenure.role,
    tenure.liable,
    tenure.held,
    lower(tenure.held) AS held_from,
    upper(tenure.held) AS held_until,
    tenure.import_id
FROM estate_tenure tenure
JOIN estate_unit unit ON unit.community_id = tenure.community_id AND unit.id = tenure.unit_id
WHERE tenure.withdrawn_at IS NULL
