-- The latest reason of each account on a day. One row per account that has one.
CREATE FUNCTION dunning_reason_as_of(communities bigint[], as_of date)
RETURNS TABLE (community_id bigint, account_id bigint, reason text, marked_on date)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT DISTINCT ON (mark.community_id, mark.account_id)
        mark.community_id, mark.account_id, mark.reason, mark."on"
    FROM dunning__reason mark
    WHERE mark.community_id = ANY (communities) AND mark."on" <= as_of
    ORDER BY mark.community_id, mark.account_id, mark."on" DESC, mark.mark_id DESC
$$
