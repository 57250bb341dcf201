-- Promises that stand (withdrawn imports left out), with the case they belong to. One row per
-- promise. As of a past day its state is: CASE WHEN judged_on <= day THEN state ELSE 'RUNNING' END,
-- for promises made by that day.
SELECT
    promise.community_id,
    promise.id AS promise_id,
    promise.account_id,
    arrears.id AS case_id,
    promise.made_on,
    promise.promised_on,
    promise.amount_fen,
    promise.ends_on,
    promise.state,
    promise.judged_on,
    promise.import_id
FROM dunning_promise promise
LEFT JOIN dunning_case arrears
    ON arrears.community_id = promise.community_id
    AND arrears.account_id = promise.account_id
    AND promise.made_on >= arrears.overdue_since
    AND promise.made_on <= COALESCE(arrears.closed_on, 'infinity'::date)
WHERE NOT EXISTS (
    SELECT FROM dunning_withdrawal withdrawal
    WHERE withdrawal.community_id = promise.community_id
        AND withdrawal.import_id = promise.import_id
)
