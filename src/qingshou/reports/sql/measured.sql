-- Lines with the measures that charge figures add up. A subquery, not a statement.
SELECT
    line.*,
    CASE WHEN line.open_fen > 0 AND line.due_on < line.as_of THEN
        CASE
            WHEN line.as_of - line.due_on <= 30 THEN 'DAYS_1_30'
            WHEN line.as_of - line.due_on <= 90 THEN 'DAYS_31_90'
            WHEN line.as_of - line.due_on <= 180 THEN 'DAYS_91_180'
            WHEN line.as_of - line.due_on <= 365 THEN 'DAYS_181_365'
            WHEN line.as_of - line.due_on <= 730 THEN 'DAYS_366_730'
            WHEN line.as_of - line.due_on <= 1095 THEN 'DAYS_731_1095'
            ELSE 'OVER_1095'
        END
    END AS bucket,
    CASE WHEN is_due THEN line.amount_fen ELSE 0 END AS billed_fen,
    CASE WHEN is_due THEN line.reversed_fen ELSE 0 END AS due_reversed_fen,
    CASE WHEN is_due THEN line.amount_fen - line.reversed_fen ELSE 0 END AS due_fen,
    CASE WHEN is_due THEN line.money_fen ELSE 0 END AS collected_fen,
    CASE WHEN is_due THEN line.waived_fen ELSE 0 END AS due_waived_fen,
    CASE WHEN is_due THEN line.open_fen ELSE 0 END AS uncollected_fen,
    CASE WHEN is_timely THEN line.money_fen ELSE 0 END AS on_time_fen,
    CASE WHEN is_old THEN line.amount_fen - line.money_before_fen - line.waived_before_fen
        - line.reversed_before_fen ELSE 0 END AS old_fen,
    CASE WHEN is_old THEN line.money_fen - line.money_before_fen ELSE 0 END AS recovered_fen,
    CASE WHEN is_old THEN line.waived_fen - line.waived_before_fen ELSE 0 END AS old_waived_fen,
    CASE WHEN is_old THEN line.reversed_fen - line.reversed_before_fen ELSE 0 END
        AS old_reversed_fen,
    CASE WHEN is_old THEN line.open_fen ELSE 0 END AS old_open_fen,
    CASE WHEN line.place = 'ADDED' THEN line.amount_fen ELSE 0 END AS added_fen,
    CASE WHEN in_chain THEN line.money_fen - gone.money_fen ELSE 0 END AS chain_collected_fen,
    CASE WHEN in_chain THEN line.waived_fen - gone.waived_fen ELSE 0 END AS chain_waived_fen,
    CASE WHEN in_chain THEN line.reversed_fen - gone.reversed_fen ELSE 0 END
        AS chain_reversed_fen,
    CASE WHEN in_chain THEN line.open_fen ELSE 0 END AS chain_open_fen,
    CASE WHEN line.due_on < line.as_of THEN line.open_fen ELSE 0 END AS overdue_fen,
    CASE WHEN line.due_on = line.as_of THEN line.open_fen ELSE 0 END AS due_today_fen,
    CASE WHEN line.due_on > line.as_of THEN line.open_fen ELSE 0 END AS not_due_fen,
    CASE WHEN line.place = 'LATER' AND line.due_on <= line.as_of THEN line.open_fen ELSE 0 END
        AS later_fen,
    CASE WHEN line.due_on < line.as_of AND line.open_fen > 0 THEN 1 ELSE 0 END AS overdue_items,
    CASE WHEN lapses.soon THEN line.open_fen ELSE 0 END AS limitation_soon_fen,
    CASE WHEN lapses.soon THEN 1 ELSE 0 END AS limitation_soon_items,
    CASE WHEN lapses.already THEN line.open_fen ELSE 0 END AS limitation_expired_fen,
    CASE WHEN lapses.already THEN 1 ELSE 0 END AS limitation_expired_items,
    CASE
        WHEN NOT is_due OR line.amount_fen = line.reversed_fen OR is_timely THEN 0
        WHEN line.open_fen = 0 THEN line.latest_on - line.due_on
        WHEN line.due_on = line.as_of THEN 100000
        ELSE 200000
    END AS late_days
FROM $line line
LEFT JOIN $restart restart
    ON restart.role = line.role AND restart.community_id = line.community_id
    AND restart.account_id = line.account_id
CROSS JOIN LATERAL (
    SELECT
        line.place = 'DUE' AS is_due,
        line.place = 'OLD' AS is_old,
        line.place IN ('OLD', 'BACK') AS is_known,
        line.place <> 'LATER' AS in_chain,
        line.place = 'DUE' AND line.open_fen = 0 AND line.amount_fen > line.reversed_fen
            AND line.timely_fen >= line.amount_fen - line.reversed_fen AS is_timely
) marks
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN is_known THEN line.money_before_fen ELSE 0 END AS money_fen,
        CASE WHEN is_known THEN line.waived_before_fen ELSE 0 END AS waived_fen,
        CASE WHEN is_known THEN line.reversed_before_fen ELSE 0 END AS reversed_fen
) gone
CROSS JOIN LATERAL (
    SELECT (GREATEST(
        line.due_on,
        CASE WHEN line.money_fen > 0 THEN line.latest_on END,
        CASE WHEN restart."on" > line.due_on THEN restart."on" END
    ) + interval '3 years')::date AS day
) lapse
CROSS JOIN LATERAL (
    SELECT
        line.open_fen > 0 AND line.as_of - line.due_on > 1000  -- spares the young the sum above
            AND lapse.day > line.as_of AND lapse.day <= line.as_of + 90 AS soon,
        line.open_fen > 0 AND line.as_of - line.due_on > 1000 AND lapse.day <= line.as_of
            AS already
) lapses
