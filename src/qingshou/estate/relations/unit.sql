-- Live units with the names people call them by. One row per unit.
SELECT
    unit.community_id,
    unit.id AS unit_id,
    unit.building_id,
    building.code AS building_code,
    building.name AS building_name,
    unit.entrance,
    unit.room,
    unit.code AS unit_code,
    unit.usage,
    unit.floor,
    unit.layout,
    unit.building_area_m2,
    unit.usable_area_m2,
    unit.delivered_on,
    unit.vacant_from,
    unit.import_id
FROM estate_unit unit
JOIN estate_building building
    ON building.community_id = unit.community_id AND building.id = unit.building_id
WHERE unit.withdrawn_at IS NULL
