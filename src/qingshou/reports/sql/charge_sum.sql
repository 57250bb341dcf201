-- Charges of each window by place, kind and age: the lines, and what was simply paid in time.
-- Reads: $line, $account, $calm_cell.
CREATE TABLE $charge_sum AS
SELECT role, community_id, building_id, kind, bucket, $line_sums
FROM ($measured) measured
JOIN $account account USING (community_id, account_id)
GROUP BY role, community_id, building_id, kind, bucket
UNION ALL
SELECT seen.role, calm.community_id, calm.building_id, calm.kind, NULL, $calm_measures
FROM $window seen
JOIN $calm_cell calm ON calm.due_on >= seen.start AND calm.due_on < seen.until
