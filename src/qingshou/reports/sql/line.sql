-- Items as each window sees them: DUE in it, OLD and open at its start, BACK because a settlement
-- before its start was undone, ADDED to the past, or due LATER; with what was settled by which
-- nature before its start and by its day. One row per window and item.
-- Reads: $items, $settlements, $detailed.
CREATE TABLE $line AS
WITH settled AS (
    SELECT
        seen.role, paid.community_id, paid.item_id,
        $total(paid.amount_fen) FILTER (
            WHERE paid.nature IN ('RECEIPT', 'OPENING')) AS money_fen,
        $total(paid.amount_fen) FILTER (
            WHERE paid.nature IN ('WAIVER', 'WRITE_OFF', 'DISCOUNT')) AS waived_fen,
        $total(paid.amount_fen) FILTER (WHERE paid.nature = 'REVERSAL') AS reversed_fen,
        $total(paid.amount_fen) FILTER (
            WHERE paid."on" < seen.start AND paid.nature IN ('RECEIPT', 'OPENING'))
            AS money_before_fen,
        $total(paid.amount_fen) FILTER (
            WHERE paid."on" < seen.start AND paid.nature IN ('WAIVER', 'WRITE_OFF', 'DISCOUNT'))
            AS waived_before_fen,
        $total(paid.amount_fen) FILTER (
            WHERE paid."on" < seen.start AND paid.nature = 'REVERSAL') AS reversed_before_fen,
        $total(paid.amount_fen) FILTER (WHERE paid."on" < seen.start) AS before_fen,
        $total(paid.amount_fen) FILTER (
            WHERE paid."on" <= paid.due_on AND paid.nature <> 'REVERSAL') AS timely_fen,
        max(paid."on") AS latest_on
    FROM $window seen
    JOIN $settlements paid
        ON paid."on" <= seen.as_of
    WHERE NOT seen.due_only
    GROUP BY seen.role, paid.community_id, paid.item_id
),
told AS (
    SELECT
        seen.role, seen.as_of, item.community_id, item.item_id, item.account_id, item.kind,
        item.period_from, item.period_until, item.due_on, item.closed_on, item.amount_fen,
        COALESCE(settled.money_fen, single.fen) AS money_fen,
        COALESCE(settled.waived_fen, 0) AS waived_fen,
        COALESCE(settled.reversed_fen, 0) AS reversed_fen,
        COALESCE(settled.money_before_fen, single.before_fen) AS money_before_fen,
        COALESCE(settled.waived_before_fen, 0) AS waived_before_fen,
        COALESCE(settled.reversed_before_fen, 0) AS reversed_before_fen,
        COALESCE(settled.timely_fen, single.timely_fen) AS timely_fen,
        COALESCE(settled.latest_on, single.latest_on) AS latest_on,
        CASE
            WHEN item.due_on >= seen.until THEN 'LATER'
            WHEN item.due_on >= seen.start THEN 'DUE'
            WHEN item.posted_on >= seen.start THEN 'ADDED'
            WHEN item.amount_fen > COALESCE(settled.before_fen, single.before_fen) THEN 'OLD'
            ELSE 'BACK'
        END AS place
    FROM $window seen
    JOIN $items item
        ON item.posted_on <= seen.as_of
        AND ((item.due_on >= seen.start AND item.due_on < seen.until)
            OR $perhaps_open)
    LEFT JOIN $is_detailed detailed
        ON detailed.community_id = item.community_id AND detailed.item_id = item.item_id
    LEFT JOIN settled
        ON settled.role = seen.role AND settled.community_id = item.community_id
        AND settled.item_id = item.item_id
    CROSS JOIN LATERAL (
        SELECT
            CASE WHEN $is_simple AND item.closed_on <= seen.as_of
                THEN item.amount_fen ELSE 0 END AS fen,
            CASE WHEN $is_simple AND item.closed_on < seen.start
                THEN item.amount_fen ELSE 0 END AS before_fen,
            CASE WHEN $is_simple AND item.closed_on <= LEAST(seen.as_of, item.due_on)
                THEN item.amount_fen ELSE 0 END AS timely_fen,
            CASE WHEN $is_simple AND item.closed_on <= seen.as_of
                THEN item.closed_on END AS latest_on
    ) single
    WHERE NOT seen.due_only
)
SELECT told.*, told.amount_fen - money_fen - waived_fen - reversed_fen AS open_fen
FROM told
WHERE place IN ('DUE', 'OLD', 'ADDED')
    OR (place = 'BACK' AND (money_fen, waived_fen, reversed_fen)
        <> (money_before_fen, waived_before_fen, reversed_before_fen))
    OR (place = 'LATER' AND amount_fen > money_fen + waived_fen + reversed_fen)
