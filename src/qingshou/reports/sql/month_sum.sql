-- Charges due in each month, settled by its end, by building: what was simply settled, and the items
-- whose settlements are read one by one.
-- Reads: $watched_item, $watched_settlement, $detailed, $account, $due_cell.
CREATE TABLE $month_sum AS
WITH month AS (
    SELECT seen.*, row_number() OVER (ORDER BY seen.start)::int AS place
    FROM $window seen
    WHERE seen.due_only
),
settled AS (
    SELECT
        seen.role, paid.community_id, paid.item_id,
        COALESCE(sum(paid.amount_fen) FILTER (
            WHERE paid.nature IN ('RECEIPT', 'OPENING')), 0) AS money_fen,
        COALESCE(sum(paid.amount_fen) FILTER (
            WHERE paid.nature IN ('WAIVER', 'WRITE_OFF', 'DISCOUNT')), 0) AS waived_fen,
        COALESCE(sum(paid.amount_fen) FILTER (WHERE paid.nature = 'REVERSAL'), 0) AS reversed_fen
    FROM month seen
    JOIN $watched_settlement paid
        ON seen.place = width_bucket(paid.due_on, %(month_starts)s::date[])
        AND paid."on" <= seen.as_of
    GROUP BY seen.role, paid.community_id, paid.item_id
),
told AS (
    SELECT
        seen.role, item.community_id, account.building_id, item.kind, item.amount_fen,
        COALESCE(settled.money_fen, 0) AS money_fen,
        COALESCE(settled.waived_fen, 0) AS waived_fen,
        COALESCE(settled.reversed_fen, 0) AS reversed_fen
    FROM month seen
    JOIN $watched_item item
        ON seen.place = width_bucket(item.due_on, %(month_starts)s::date[])
        AND item.due_on < seen.until AND item.posted_on <= seen.as_of
    JOIN $account account
        ON account.community_id = item.community_id AND account.account_id = item.account_id
    JOIN $is_detailed detailed
        ON detailed.community_id = item.community_id AND detailed.item_id = item.item_id
    LEFT JOIN settled
        ON settled.role = seen.role AND settled.community_id = item.community_id
        AND settled.item_id = item.item_id
)
SELECT
    role, community_id, building_id,
    sum(amount_fen)::bigint AS billed_fen,
    sum(reversed_fen)::bigint AS due_reversed_fen,
    sum(amount_fen - reversed_fen)::bigint AS due_fen,
    sum(money_fen)::bigint AS collected_fen,
    sum(waived_fen)::bigint AS due_waived_fen,
    sum(amount_fen - reversed_fen - money_fen - waived_fen)::bigint AS uncollected_fen
FROM told
GROUP BY role, community_id, building_id
UNION ALL
SELECT
    seen.role, cell.community_id, cell.building_id,
    sum(cell.billed_fen)::bigint, 0, sum(cell.billed_fen)::bigint, sum(cell.closed_fen)::bigint, 0,
    sum(cell.billed_fen - cell.closed_fen)::bigint
FROM month seen
JOIN $due_cell cell ON cell.due_on >= seen.start AND cell.due_on < seen.until
GROUP BY seen.role, cell.community_id, cell.building_id
