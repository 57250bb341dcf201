-- Money received and not yet used at the end of the day. One row per credit with a rest.
-- Reads: ledger_credit, ledger_settlement.
CREATE TABLE $prepayment AS
WITH later AS (
    SELECT settlement.community_id, settlement.credit_id,
        sum(settlement.amount_fen)::bigint AS fen
    FROM ledger_settlement settlement
    WHERE settlement.community_id = ANY (%(communities)s::bigint[]) AND settlement."on" > %(as_of)s
    GROUP BY settlement.community_id, settlement.credit_id
),
perhaps AS (
    SELECT credit.community_id, credit.id AS credit_id
    FROM ledger_credit credit
    WHERE credit.community_id = ANY (%(communities)s::bigint[])
        AND credit.used_fen < credit.amount_fen
    UNION
    SELECT later.community_id, later.credit_id
    FROM later
)
SELECT
    'P' AS role, credit.community_id, credit.account_id, credit.id AS credit_id, credit."on",
    credit.channel, credit.amount_fen, rest.fen AS prepaid_fen
FROM perhaps
JOIN ledger_credit credit
    ON credit.community_id = perhaps.community_id AND credit.id = perhaps.credit_id
LEFT JOIN later ON later.community_id = credit.community_id AND later.credit_id = credit.id
CROSS JOIN LATERAL (
    SELECT credit.amount_fen - credit.used_fen + COALESCE(later.fen, 0) AS fen
) rest
WHERE credit.nature IN ('RECEIPT', 'OPENING')
    AND credit."on" <= %(as_of)s
    AND rest.fen > 0
