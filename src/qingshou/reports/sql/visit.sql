-- Stays of cases in a stage within each window and what became of them. One row per window, case
-- and stage; the latest stay of a case carries the case itself.
-- Reads: dunning_stage_flow.
CREATE TABLE $visit AS
SELECT
    seen.role, flow.community_id, account.building_id, flow.account_id, flow.case_id, flow.stage,
    flow.entered_on, flow.left_on, flow.left_how,
    1 AS in_stage,
    (flow.entered_on >= seen.start)::int AS entered,
    (flow.left_how = 'PAID')::int AS paid,
    (flow.left_how = 'SMALL_REST')::int AS small_rest,
    (flow.left_how = 'ADVANCED')::int AS moved,
    (flow.left_how = 'STILL_IN')::int AS remaining,
    is_latest::int AS handled,
    (is_latest AND flow.left_how IN ('PAID', 'SMALL_REST'))::int AS closed
FROM $period_window seen
CROSS JOIN LATERAL (
    SELECT
        stay.*,
        row_number() OVER (
            PARTITION BY stay.community_id, stay.case_id
            ORDER BY stay.entered_on DESC, stay.stage) = 1 AS is_latest
    FROM dunning_stage_flow(%(communities)s::bigint[], seen.start, seen.until) stay
) flow
JOIN $account account
    ON account.community_id = flow.community_id AND account.account_id = flow.account_id
