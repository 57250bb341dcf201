-- Lines of one window with their measures and the groups their households belong to. One row per
-- item, the rows people see.
-- Reads: $line, $home.
CREATE TABLE $charge_row AS
SELECT measured.*, $home_dimensions
FROM ($measured) measured
LEFT JOIN $home home
    ON home.role = measured.role AND home.community_id = measured.community_id
    AND home.account_id = measured.account_id
