-- What the lines of each household add up to. One row per compared window and account.
-- Reads: $line.
CREATE TABLE $home_line AS
SELECT
    role, community_id, account_id,
    $account_sums,
    $total(amount_fen) FILTER (WHERE place = 'DUE' AND closed_on <= due_on) AS counted_fen,
    min(due_on) FILTER (WHERE overdue_fen > 0) AS oldest_due_on,
    max(late_days) AS late_days,
    max(latest_on) FILTER (WHERE place <> 'LATER' AND latest_on > due_on) AS cleared_on,
    $total(uncollected_fen) FILTER (WHERE overdue_fen > 0) AS period_overdue_fen,
    $total(chain_open_fen) FILTER (WHERE overdue_fen > 0) AS chain_overdue_fen,
    COALESCE(bool_or(place = 'DUE' AND late_days > 0 AND late_days <> 100000), false)
        AS was_late
FROM ($measured) measured
GROUP BY role, community_id, account_id
