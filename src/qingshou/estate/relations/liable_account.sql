-- Who owes for which unit, from when until when, on which account. One row per ledger account of
-- a live tenure; days are half-open and reach from -infinity to infinity where a side is open.
SELECT
    tenure.community_id,
    tenure.account_id,
    tenure.id AS tenure_id,
    tenure.unit_id,
    unit.building_id,
    building.name AS building_name,
    unit.code AS unit_code,
    unit.usage,
    unit.floor,
    unit.building_area_m2,
    unit.usable_area_m2,
    unit.delivered_on,
    tenure.party_id,
    tenure.role,
    COALESCE(lower(tenure.held), '-infinity'::date) AS liable_from,
    COALESCE(upper(tenure.held), 'infinity'::date) AS liable_until,
    CASE
        WHEN tenure.role = 'DEVELOPER' THEN 'DEVELOPER'
        WHEN unit.usage <> 'RESIDENTIAL' THEN unit.usage
        WHEN tenure.role = 'TENANT' THEN 'TENANT'
        ELSE 'RESIDENT_OWNER'
    END AS customer_group,
    unit.vacant_from
FROM estate_tenure tenure
JOIN estate_unit unit
    ON unit.community_id = tenure.community_id AND unit.id = tenure.unit_id
JOIN estate_building building
    ON building.community_id = unit.community_id AND building.id = unit.building_id
WHERE tenure.liable AND tenure.withdrawn_at IS NULL
