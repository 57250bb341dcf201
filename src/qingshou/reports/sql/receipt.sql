-- Money received per window, community and channel; a prepayment that was moved is none.
-- Reads: ledger_credit.
CREATE TABLE $receipt AS
WITH daily AS (
    SELECT credit.community_id, credit.channel, credit."on", count(*) AS receipts,
        $total(credit.amount_fen) AS receipt_fen
    FROM ledger_credit credit
    WHERE credit.community_id = ANY (%(communities)s::bigint[]) AND credit.nature = 'RECEIPT'
        AND credit.channel <> 'BALANCE'
        AND credit."on" >= %(horizon)s AND credit."on" <= %(as_of)s
    GROUP BY credit.community_id, credit.channel, credit."on"
)
SELECT
    seen.role, daily.community_id, daily.channel,
    sum(daily.receipts)::bigint AS receipts,
    sum(daily.receipt_fen)::bigint AS receipt_fen,
    COALESCE(sum(daily.receipt_fen) FILTER (
        WHERE daily.channel IN ('WECHAT', 'ALIPAY', 'DEBIT')), 0)::bigint AS online_fen
FROM daily
JOIN $window seen ON daily."on" >= seen.start AND daily."on" < seen.until
GROUP BY seen.role, daily.community_id, daily.channel
