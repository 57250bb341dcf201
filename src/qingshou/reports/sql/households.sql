-- Households with their sums, groups and marks. One row per compared window and account told of in
-- the lines (for rows: per account). What was simply paid in time comes from $calm_home. A subquery,
-- not a statement.
-- Reads: parties__contact_point, $home_line, $rank, $account, $calm_home, $situation.
WITH told AS (
    SELECT
        seen.role, seen.as_of, account.community_id, account.account_id, account.building_id,
        account."group", account.usage, account.floor, account.tenure,
        account.vacant_from, account.party_id,
        account.liable_from <= seen.as_of AND account.liable_until > seen.as_of AS is_liable,
        $account_columns,
        COALESCE(CASE seen.role
            WHEN 'P' THEN calm.p_fen WHEN 'Q' THEN calm.q_fen ELSE calm.y_fen
        END - COALESCE(summed.counted_fen, 0), 0) AS calm_fen,
        summed.oldest_due_on, summed.late_days, summed.cleared_on,
        COALESCE(summed.period_overdue_fen, 0) AS period_overdue_fen,
        COALESCE(summed.chain_overdue_fen, 0) AS chain_overdue_fen,
        COALESCE(summed.was_late, false) AS was_late,
        known.reason, known.stage,
        COALESCE(known.contacts, 0) AS contacts, COALESCE(known.reached, 0) AS reached,
        known.first_on, known.wrong_on, known.reached_on, COALESCE(known.running, 0) AS running
    FROM $seen_home
    LEFT JOIN $calm_home calm
        ON calm.community_id = account.community_id AND calm.account_id = account.account_id
    LEFT JOIN $situation known
        ON known.role = seen.role AND known.community_id = account.community_id
        AND known.account_id = account.account_id
)
SELECT
    told.role, told.as_of, told.community_id, told.account_id, told.building_id, told."group",
    told.usage, told.floor, told.tenure, told.oldest_due_on,
    CASE WHEN told.overdue_fen > 0 THEN COALESCE(told.reason, 'UNRECORDED') END AS reason,
    CASE WHEN told.overdue_fen > 0 THEN COALESCE(told.stage, 'NO_CASE') END AS stage,
    CASE
        WHEN told.oldest_due_on IS NULL THEN NULL
        WHEN told.as_of - told.oldest_due_on <= 30 THEN 'DAYS_1_30'
        WHEN told.as_of - told.oldest_due_on <= 90 THEN 'DAYS_31_90'
        WHEN told.as_of - told.oldest_due_on <= 180 THEN 'DAYS_91_180'
        WHEN told.as_of - told.oldest_due_on <= 365 THEN 'DAYS_181_365'
        WHEN told.as_of - told.oldest_due_on <= 730 THEN 'DAYS_366_730'
        WHEN told.as_of - told.oldest_due_on <= 1095 THEN 'DAYS_731_1095'
        ELSE 'OVER_1095'
    END AS duration,
    CASE
        WHEN told.overdue_fen <= 0 THEN NULL
        WHEN told.overdue_fen < 50000 THEN 'UNDER_500'
        WHEN told.overdue_fen < 100000 THEN 'YUAN_500_1000'
        WHEN told.overdue_fen < 200000 THEN 'YUAN_1000_2000'
        WHEN told.overdue_fen < 500000 THEN 'YUAN_2000_5000'
        WHEN told.overdue_fen < 1000000 THEN 'YUAN_5000_10000'
        ELSE 'OVER_10000'
    END AS band,
    CASE
        WHEN told.due_fen + told.calm_fen <= 0 THEN NULL
        WHEN COALESCE(told.late_days, 0) <= 0 THEN 'ON_TIME'
        WHEN told.late_days <= 7 THEN 'DAYS_1_7'
        WHEN told.late_days <= 15 THEN 'DAYS_8_15'
        WHEN told.late_days <= 30 THEN 'DAYS_16_30'
        WHEN told.late_days <= 60 THEN 'DAYS_31_60'
        WHEN told.late_days < 100000 THEN 'OVER_60'
        WHEN told.late_days < 200000 THEN 'PENDING'
        ELSE 'UNPAID'
    END AS late,
    $home_sums,
    (told.is_liable OR told.overdue_fen > 0)::int AS managed_homes,
    has_due::int AS due_homes,
    (has_due AND told.period_overdue_fen = 0)::int AS settled_homes,
    (has_due AND told.period_overdue_fen > 0)::int AS unsettled_homes,
    (has_due AND COALESCE(told.late_days, 0) <= 0)::int AS on_time_homes,
    (has_due AND COALESCE(told.late_days, 0) > 0)::int AS not_on_time_homes,
    (has_due AND told.late_days BETWEEN 1 AND 99999)::int AS late_paid_homes,
    (has_due AND told.late_days = 100000)::int AS pending_homes,
    (told.old_fen > 0)::int AS old_homes,
    (told.old_fen > 0 AND told.recovered_fen > 0)::int AS recovered_homes,
    (told.old_fen > 0 AND told.old_open_fen = 0)::int AS old_cleared_homes,
    owes::int AS overdue_homes,
    was_involved::int AS involved_homes,
    (was_involved AND told.chain_overdue_fen = 0)::int AS involved_cleared_homes,
    (was_involved AND told.chain_overdue_fen > 0)::int AS involved_remaining_homes,
    (owes AND told.old_fen = 0)::int AS new_overdue_homes,
    (owes AND told.old_fen > 0)::int AS lasting_overdue_homes,
    (was_involved AND told.chain_overdue_fen = 0 AND told.first_on <= told.cleared_on)::int
        AS cleared_after_contact_homes,
    $flags,
    (told.limitation_soon_items > 0)::int AS limitation_soon_homes,
    (told.limitation_expired_items > 0)::int AS limitation_expired_homes,
    CASE WHEN ranked.from_least = ranked.owing THEN told.overdue_fen ELSE 0 END AS largest_fen,
    CASE WHEN ranked.from_least = (ranked.owing + 1) / 2 THEN told.overdue_fen ELSE 0 END
        AS median_fen,
    CASE WHEN ranked.from_least = 1 THEN told.overdue_fen ELSE 0 END AS smallest_fen,
    CASE WHEN is_top THEN told.overdue_fen ELSE 0 END AS top_tenth_fen,
    is_top::int AS top_tenth_homes,
    CASE WHEN ranked.building_rank = 1 THEN told.overdue_fen ELSE 0 END AS top_building_fen,
    COALESCE(ranked.building_rank = 1, false)::int AS top_building_homes
FROM told
LEFT JOIN $rank ranked
    ON ranked.role = told.role AND ranked.community_id = told.community_id
    AND ranked.account_id = told.account_id
LEFT JOIN (
    SELECT DISTINCT point.community_id, point.party_id
    FROM parties__contact_point point
    WHERE point.community_id = ANY (%(communities)s::bigint[]) AND point.channel = 'PHONE'
) phone ON phone.community_id = told.community_id AND phone.party_id = told.party_id
CROSS JOIN LATERAL (
    SELECT
        told.due_fen + told.calm_fen > 0 AS has_due,
        told.overdue_fen > 0 AS owes,
        told.old_fen > 0 OR told.was_late OR told.added_fen > 0
            OR told.chain_overdue_fen > 0 AS was_involved,
        COALESCE(ranked.from_least > ranked.owing - (ranked.owing + 9) / 10, false) AS is_top,
        told.contacts > 0 AS is_contacted,
        told.contacts = 0 AS is_uncontacted,
        told.contacts >= 3 AND told.reached = 0 AS is_unreachable,
        told.wrong_on IS NOT NULL AND COALESCE(told.reached_on < told.wrong_on, true)
            AS is_wrong_number,
        told.running > 0 AS is_promised,
        COALESCE(told.vacant_from <= told.as_of, false) AS is_vacant,
        phone.party_id IS NULL AS is_no_phone
) marks
