-- Promises made or judged within each window, or running on its day. One row per window and
-- promise; the channel is that of the contact of the day on which it was given.
-- Reads: dunning__promise, dunning__contact.
CREATE TABLE $promise AS
WITH given AS (
    SELECT DISTINCT ON (promise.community_id, promise.promise_id)
        promise.community_id, promise.promise_id, promise.account_id, promise.made_on,
        promise.promised_on, promise.amount_fen, promise.state, promise.judged_on,
        COALESCE(contact.channel, 'UNKNOWN') AS channel
    FROM dunning__promise promise
    LEFT JOIN dunning__contact contact
        ON contact.community_id = promise.community_id
        AND contact.account_id = promise.account_id
        AND contact."on" = promise.made_on AND contact.outcome = 'PROMISED'
    WHERE promise.community_id = ANY (%(communities)s::bigint[])
    ORDER BY promise.community_id, promise.promise_id, contact.contact_id DESC NULLS LAST
)
SELECT
    seen.role, given.community_id, account.building_id, given.account_id, given.promise_id,
    given.made_on, given.promised_on, given.channel, now.state,
    now.is_made::int AS made,
    CASE WHEN now.is_made THEN given.amount_fen ELSE 0 END AS made_fen,
    (now.is_judged AND now.state = 'KEPT')::int AS kept,
    CASE WHEN now.is_judged AND now.state = 'KEPT' THEN given.amount_fen ELSE 0 END AS kept_fen,
    (now.is_judged AND now.state = 'BROKEN')::int AS broken,
    CASE WHEN now.is_judged AND now.state = 'BROKEN' THEN given.amount_fen ELSE 0 END
        AS broken_fen,
    (now.state = 'RUNNING')::int AS running,
    CASE WHEN now.state = 'RUNNING' THEN given.amount_fen ELSE 0 END AS running_fen
FROM $window seen
JOIN given ON given.made_on <= seen.as_of
JOIN $account account
    ON account.community_id = given.community_id AND account.account_id = given.account_id
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN given.judged_on <= seen.as_of THEN given.state ELSE 'RUNNING' END AS state,
        given.made_on >= seen.start AND given.made_on < seen.until AS is_made,
        given.judged_on >= seen.start AND given.judged_on < seen.until AS is_judged
) now
WHERE NOT seen.due_only AND (now.is_made OR now.is_judged OR now.state = 'RUNNING')
