-- What became of each stay in a stage within a window [start, until). One row per case that was in
-- the stage on a day of the window; left_how is ADVANCED, PAID or SMALL_REST if it left within the
-- window, else STILL_IN.
CREATE FUNCTION dunning_stage_flow(communities bigint[], start date, until date)
RETURNS TABLE (
    community_id bigint, account_id bigint, case_id bigint, stage text, entered_on date,
    left_on date, left_how text
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        stay.community_id, stay.account_id, stay.case_id, stay.stage, stay.entered_on,
        CASE WHEN stay.left_on < until THEN stay.left_on END,
        CASE WHEN stay.left_on < until THEN stay.left_how ELSE 'STILL_IN' END
    FROM dunning__stay stay
    WHERE stay.community_id = ANY (communities)
        AND stay.entered_on < until AND stay.left_on >= start
$$
