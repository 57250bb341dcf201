-- The cases on the list at the end of a day, with stage, hold and running promise. One row per case;
-- hold is the reason of a hold of the whole account, rests_until the end of a running promise.
CREATE FUNCTION dunning_stage_as_of(communities bigint[], as_of date)
RETURNS TABLE (
    community_id bigint, account_id bigint, case_id bigint, stage text, since date,
    hold text, rests_until date
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        stay.community_id, stay.account_id, stay.case_id, stay.stage, stay.entered_on,
        (
            SELECT min(hold.reason)
            FROM dunning__hold hold
            WHERE hold.community_id = stay.community_id AND hold.account_id = stay.account_id
                AND hold.item_id IS NULL AND hold.start <= as_of AND hold.until > as_of
        ),
        (
            SELECT max(promise.ends_on)
            FROM dunning__promise promise
            WHERE promise.community_id = stay.community_id
                AND promise.account_id = stay.account_id
                AND promise.made_on <= as_of AND promise.ends_on > as_of
        )
    FROM dunning__stay stay
    WHERE stay.community_id = ANY (communities)
        AND stay.entered_on <= as_of AND stay.left_on > as_of
$$
