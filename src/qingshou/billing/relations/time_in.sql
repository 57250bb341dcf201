-- How long a stretch of days is, in moments (330,760,080 to a month): its first month or part of
-- one, the whole months in the middle together, its last month or part of one. By the day, the
-- days. The rule in Python is qingshou.tariffs.rules.proration; a property test keeps them equal.
CREATE FUNCTION billing_time_in(since date, until date, proration text, by_day bool)
RETURNS TABLE (head bigint, middle bigint, tail bigint) LANGUAGE sql STABLE AS $$
SELECT
    CASE WHEN by_day THEN (until - since) * 330760080::bigint
         WHEN stretch.apart = 0 THEN
             CASE WHEN until - since = stretch.first_length THEN 330760080
                  WHEN proration = 'ACTUAL_MONTH'
                      THEN (until - since) * (330760080::bigint / stretch.first_length)
                  WHEN proration = 'THIRTY' THEN (until - since) * 11025336::bigint
                  ELSE (until - since) * 10874304::bigint END
         WHEN stretch.first_days = stretch.first_length THEN 330760080
         WHEN proration = 'ACTUAL_MONTH'
             THEN stretch.first_days * (330760080::bigint / stretch.first_length)
         WHEN proration = 'THIRTY' THEN stretch.first_days * 11025336::bigint
         ELSE stretch.first_days * 10874304::bigint END,
    CASE WHEN by_day OR stretch.apart = 0 THEN 0
         ELSE (stretch.apart - 1) * 330760080::bigint END,
    CASE WHEN by_day OR stretch.apart = 0 THEN 0
         WHEN stretch.last_days = stretch.last_length THEN 330760080
         WHEN proration = 'ACTUAL_MONTH'
             THEN stretch.last_days * (330760080::bigint / stretch.last_length)
         WHEN proration = 'THIRTY' THEN stretch.last_days * 11025336::bigint
         ELSE stretch.last_days * 10874304::bigint END
FROM (
    SELECT bounds.first_length, bounds.last_length,
           bounds.first_length - extract(day FROM since)::int + 1 AS first_days,
           extract(day FROM until - 1)::int AS last_days,
           (extract(year FROM until - 1)::int - extract(year FROM since)::int) * 12
               + extract(month FROM until - 1)::int - extract(month FROM since)::int AS apart
    FROM (
        SELECT extract(day FROM date_trunc('month', since)
                   + interval '1 month' - interval '1 day')::int AS first_length,
               extract(day FROM date_trunc('month', until - 1)
                   + interval '1 month' - interval '1 day')::int AS last_length
    ) bounds
) stretch
$$;
