-- Money given back by two people: one row per slip of series TK. deposit_id tells that it was a
-- deposit; else it was a prepayment.
SELECT
    refund.community_id,
    refund.id AS refund_id,
    refund.account_id,
    refund.entry_id,
    refund.deposit_id,
    refund.number,
    refund.amount_fen,
    refund.channel,
    refund."on" AS given_on,
    refund.payee,
    refund.cause,
    refund.cashier,
    refund.approval_id,
    refund.maker,
    refund.checker,
    refund.request_id
FROM payments_refund refund
