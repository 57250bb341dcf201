-- What was simply paid in time in each compared window, by kind. One row per window, community and
-- kind.
-- Reads: $due_cell.
CREATE TABLE $calm_kind AS
SELECT seen.role, cell.community_id, cell.kind, sum(cell.paid_fen)::bigint AS fen
FROM $window seen
JOIN $due_cell cell ON cell.due_on >= seen.start AND cell.due_on < seen.until
WHERE NOT seen.due_only
GROUP BY seen.role, cell.community_id, cell.kind
