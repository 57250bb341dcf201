-- What each account had to pay in each compared window and paid in time. One row per account.
-- Reads: ledger_openitem.
CREATE TABLE $calm_home AS
SELECT
    item.community_id,
    item.account_id,
    $total(item.amount_fen) FILTER (WHERE item.due_on >= %(p_start)s) AS p_fen,
    $total(item.amount_fen) FILTER (
        WHERE item.due_on >= %(q_start)s AND item.due_on < %(q_until)s) AS q_fen,
    $total(item.amount_fen) FILTER (
        WHERE item.due_on >= %(y_start)s AND item.due_on < %(y_until)s) AS y_fen
FROM ledger_openitem item
WHERE item.community_id = ANY (%(communities)s::bigint[])
    AND item.nature <> 'REFUND'
    AND item.closed_on <= item.due_on
    AND ((item.due_on >= %(p_start)s AND item.due_on < %(p_until)s)
        OR (item.due_on >= %(q_start)s AND item.due_on < %(q_until)s)
        OR (item.due_on >= %(y_start)s AND item.due_on < %(y_until)s))
GROUP BY item.community_id, item.account_id
