-- Every stay of a case in a stage, from the day it entered to the day it left. One row per step;
-- left_on is infinity and left_how STILL_IN while it is there, else ADVANCED, PAID or SMALL_REST.
SELECT
    step.community_id,
    arrears.account_id,
    step.case_id,
    step.place,
    step.stage,
    step."on" AS entered_on,
    step.because AS entered_because,
    COALESCE(next."on", arrears.closed_on, 'infinity'::date) AS left_on,
    CASE
        WHEN next."on" IS NOT NULL THEN 'ADVANCED'
        WHEN arrears.closed_on IS NOT NULL THEN arrears.closed_because
        ELSE 'STILL_IN'
    END AS left_how
FROM dunning_stagestep step
JOIN dunning_case arrears
    ON arrears.community_id = step.community_id AND arrears.id = step.case_id
LEFT JOIN dunning_stagestep next
    ON next.community_id = step.community_id
    AND next.case_id = step.case_id
    AND next.place = step.place + 1
