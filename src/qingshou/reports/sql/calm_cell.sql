-- What was paid in time, by place, kind and due day. One row per building, kind and day.
-- Reads: ledger_openitem, estate_tenure, estate_unit.
CREATE TABLE $calm_cell AS
SELECT
    item.community_id,
    liable.building_id,
    item.kind,
    item.due_on,
    sum(item.amount_fen)::bigint AS paid_fen
FROM ledger_openitem item
LEFT JOIN (
    SELECT tenure.community_id, tenure.account_id, unit.building_id
    FROM estate_tenure tenure
    JOIN estate_unit unit
        ON unit.community_id = tenure.community_id AND unit.id = tenure.unit_id
    WHERE tenure.liable AND tenure.withdrawn_at IS NULL
        AND tenure.community_id = ANY (%(communities)s::bigint[])
) liable ON liable.community_id = item.community_id AND liable.account_id = item.account_id
WHERE item.community_id = ANY (%(communities)s::bigint[])
    AND item.nature <> 'REFUND'
    AND item.closed_on <= item.due_on
    AND item.due_on >= %(horizon)s
    AND item.due_on <= %(as_of)s
GROUP BY item.community_id, liable.building_id, item.kind, item.due_on
