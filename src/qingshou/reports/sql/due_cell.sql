-- What fell due by place, kind and day: all of it, what was settled by the end of its month, and
-- what was paid in time. One row per building, kind and day. A building alone tells its community:
-- one key less, and outer joins, let the planner see how few groups there are, and share them out
-- among processes.
-- Reads: ledger_openitem, estate_tenure, estate_unit.
CREATE TABLE $due_cell AS
SELECT
    min(item.community_id) AS community_id,
    liable.building_id,
    item.kind,
    item.due_on,
    $total(item.amount_fen) FILTER (WHERE $is_posted) AS billed_fen,
    $total(item.amount_fen) FILTER (WHERE $is_posted AND $is_closed) AS closed_fen,
    $total(item.amount_fen) FILTER (WHERE item.closed_on <= item.due_on) AS paid_fen
FROM ledger_openitem item
LEFT JOIN (
    SELECT tenure.community_id, tenure.account_id, unit.building_id
    FROM estate_tenure tenure
    LEFT JOIN estate_unit unit
        ON unit.community_id = tenure.community_id AND unit.id = tenure.unit_id
    WHERE tenure.liable AND tenure.withdrawn_at IS NULL
        AND tenure.community_id = ANY (%(communities)s::bigint[])
) liable ON liable.community_id = item.community_id AND liable.account_id = item.account_id
WHERE item.community_id = ANY (%(communities)s::bigint[])
    AND item.nature <> 'REFUND'
    AND item.due_on BETWEEN %(horizon)s AND %(as_of)s
GROUP BY liable.building_id, item.kind, item.due_on
