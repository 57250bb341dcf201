-- Households added up twice: by where and who they are (PLACE), and by how they owe (STATE). One row
-- per compared window and group.
-- Reads: what households.sql reads.
CREATE TABLE $home_cell AS
SELECT
    CASE WHEN GROUPING(home.community_id) = 0 THEN 'PLACE' ELSE 'STATE' END AS told_by,
    home.role, home.community_id, home.building_id, $home_dimensions,
    $household_sums
FROM ($households) home
GROUP BY GROUPING SETS (
    (home.role, home.community_id, home.building_id, home."group", home.usage, home.floor,
        home.tenure),
    (home.role, home.reason, home.stage, home.duration, home.band, home.late)
)
