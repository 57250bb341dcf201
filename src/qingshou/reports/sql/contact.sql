-- Contacts within each window, and the money that came within fourteen days after them; a receipt
-- belongs to the latest contact before it. One row per window and contact.
-- Reads: dunning__contact, ledger_credit.
CREATE TABLE $contact AS
WITH spoken AS (
    SELECT DISTINCT ON (seen.role, contact.community_id, contact.contact_id)
        seen.role, seen.as_of, contact.community_id, contact.contact_id, contact.account_id,
        contact."on", contact.channel, contact.direction, contact.outcome, contact.stage,
        contact.direction = 'OUT' AND contact."on" + 14 <= seen.as_of AS is_observed
    FROM $window seen
    JOIN dunning__contact contact
        ON contact."on" >= seen.start AND contact."on" < seen.until
    WHERE contact.community_id = ANY (%(communities)s::bigint[])
    ORDER BY seen.role, contact.community_id, contact.contact_id, contact.case_id DESC NULLS LAST
),
paid AS (
    SELECT credit.community_id, credit.account_id, credit.id AS credit_id, credit."on",
        credit.amount_fen
    FROM ledger_credit credit
    WHERE credit.community_id = ANY (%(communities)s::bigint[]) AND credit.nature = 'RECEIPT'
        AND credit.channel <> 'BALANCE'
        AND credit."on" >= %(horizon)s AND credit."on" <= %(as_of)s
        AND (credit.community_id, credit.account_id) IN (
            SELECT spoken.community_id, spoken.account_id FROM spoken)
),
afterwards AS MATERIALIZED (
    SELECT spoken.role, spoken.community_id, spoken.contact_id, spoken."on", paid.credit_id,
        paid.amount_fen
    FROM spoken
    JOIN paid
        ON paid.community_id = spoken.community_id AND paid.account_id = spoken.account_id
        AND paid."on" >= spoken."on" AND paid."on" <= spoken."on" + 14
    WHERE spoken.is_observed
),
followed AS (
    SELECT DISTINCT role, community_id, contact_id FROM afterwards
),
latest AS (
    SELECT DISTINCT ON (role, community_id, credit_id) role, community_id, contact_id, amount_fen
    FROM afterwards
    ORDER BY role, community_id, credit_id, "on" DESC, contact_id DESC
),
brought AS (
    SELECT latest.role, latest.community_id, latest.contact_id,
        sum(latest.amount_fen)::bigint AS fen
    FROM latest
    GROUP BY latest.role, latest.community_id, latest.contact_id
)
SELECT
    spoken.role, spoken.community_id, account.building_id, spoken.account_id, spoken.contact_id,
    spoken."on", spoken.channel, spoken.direction, spoken.outcome, spoken.stage,
    (spoken.direction = 'OUT')::int AS contacts,
    (spoken.direction = 'IN')::int AS inbound,
    (spoken.direction = 'OUT' AND spoken.outcome IN
        ('REACHED', 'PROMISED', 'REFUSED', 'DISPUTED', 'DELIVERED'))::int AS reached,
    (spoken.direction = 'OUT' AND spoken.outcome IN
        ('NO_ANSWER', 'WRONG_NUMBER', 'RETURNED'))::int AS failed,
    (spoken.direction = 'OUT' AND spoken.channel IN
        ('SMS', 'WECHAT', 'LETTER', 'NOTICE', 'EMAIL'))::int AS notified,
    spoken.is_observed::int AS observed,
    (followed.contact_id IS NOT NULL)::int AS followed,
    COALESCE(brought.fen, 0) AS followed_fen
FROM spoken
JOIN $account account
    ON account.community_id = spoken.community_id AND account.account_id = spoken.account_id
LEFT JOIN followed
    ON followed.role = spoken.role AND followed.community_id = spoken.community_id
    AND followed.contact_id = spoken.contact_id
LEFT JOIN brought
    ON brought.role = spoken.role AND brought.community_id = spoken.community_id
    AND brought.contact_id = spoken.contact_id
