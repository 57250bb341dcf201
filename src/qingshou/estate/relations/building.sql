-- Live buildings, also those without units. One row per building.
SELECT building.community_id, building.id AS building_id, building.code, building.name,
    building.floors, building.import_id
FROM estate_building building
WHERE building.withdrawn_at IS NULL
