-- What is known of each account on the day of each window: reason, stage or hold, contacts within
-- the window, running promise. One row per window and account of which anything is known.
-- Reads: dunning_reason_as_of, dunning_stage_as_of, $contact, $promise.
CREATE TABLE $situation AS
SELECT
    role, community_id, account_id,
    max(reason) AS reason, max(stage) AS stage,
    COALESCE(max(contacts), 0) AS contacts, COALESCE(max(reached), 0) AS reached,
    min(first_on) AS first_on, max(wrong_on) AS wrong_on, max(reached_on) AS reached_on,
    COALESCE(max(running), 0) AS running
FROM (
    SELECT seen.role, mark.community_id, mark.account_id, mark.reason, NULL AS stage,
        NULL::bigint AS contacts, NULL::bigint AS reached, NULL::date AS first_on,
        NULL::date AS wrong_on, NULL::date AS reached_on, NULL::bigint AS running
    FROM $window seen
    CROSS JOIN LATERAL dunning_reason_as_of(%(communities)s::bigint[], seen.as_of) mark
    WHERE NOT seen.due_only
    UNION ALL
    SELECT seen.role, arrears.community_id, arrears.account_id, NULL,
        CASE WHEN arrears.hold IS NULL THEN arrears.stage ELSE 'HELD' END,
        NULL, NULL, NULL, NULL, NULL, NULL
    FROM $window seen
    CROSS JOIN LATERAL dunning_stage_as_of(%(communities)s::bigint[], seen.as_of) arrears
    WHERE NOT seen.due_only
    UNION ALL
    SELECT contact.role, contact.community_id, contact.account_id, NULL, NULL,
        sum(contact.contacts), sum(contact.reached),
        min(contact."on") FILTER (WHERE contact.contacts = 1),
        max(contact."on") FILTER (WHERE contact.outcome = 'WRONG_NUMBER'),
        max(contact."on") FILTER (WHERE contact.reached = 1), NULL
    FROM $contact contact
    GROUP BY contact.role, contact.community_id, contact.account_id
    UNION ALL
    SELECT promise.role, promise.community_id, promise.account_id, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, sum(promise.running)
    FROM $promise promise
    GROUP BY promise.role, promise.community_id, promise.account_id
) known
GROUP BY role, community_id, account_id
