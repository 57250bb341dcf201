-- The latest day on which the limitation of an account's debts began anew: a demand that arrived or
-- a promise. A notice on a door is weak proof and does not count. One row per window and account.
-- Reads: dunning__contact, dunning__promise.
CREATE TABLE $restart AS
SELECT seen.role, known.community_id, known.account_id, max(known."on") AS "on"
FROM $window seen
JOIN (
    SELECT contact.community_id, contact.account_id, contact."on"
    FROM dunning__contact contact
    WHERE contact.community_id = ANY (%(communities)s::bigint[])
        AND contact.channel <> 'NOTICE'
        AND contact.outcome IN ('REACHED', 'PROMISED', 'REFUSED', 'DISPUTED', 'DELIVERED')
    UNION ALL
    SELECT promise.community_id, promise.account_id, promise.made_on
    FROM dunning__promise promise
    WHERE promise.community_id = ANY (%(communities)s::bigint[])
) known ON known."on" <= seen.as_of
WHERE NOT seen.due_only
GROUP BY seen.role, known.community_id, known.account_id
