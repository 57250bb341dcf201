-- Who paid within the period, through which channels. One row per account and channel.
-- Reads: ledger_credit.
CREATE TABLE $payer AS
SELECT 'P' AS role, credit.community_id, credit.channel, credit.account_id, count(*) AS receipts
FROM ledger_credit credit
WHERE credit.community_id = ANY (%(communities)s::bigint[]) AND credit.nature = 'RECEIPT'
    AND credit.channel <> 'BALANCE'
    AND credit."on" >= %(p_start)s AND credit."on" < %(p_until)s
GROUP BY credit.community_id, credit.channel, credit.account_id
