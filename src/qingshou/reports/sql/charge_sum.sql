-- Charges of each compared window by kind and age: the lines, and what was simply paid in time.
-- Reads: $line, $calm_cell.
CREATE TABLE $charge_sum AS
SELECT role, community_id, kind, bucket, $kind_sums
FROM ($measured) measured
GROUP BY role, community_id, kind, bucket
UNION ALL
SELECT seen.role, calm.community_id, calm.kind, NULL, $calm_measures
FROM $window seen
JOIN $calm_cell calm ON calm.due_on >= seen.start AND calm.due_on < seen.until
WHERE NOT seen.due_only
