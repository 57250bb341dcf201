-- Money given back through a gateway, asked for or done. One row per refund.
SELECT
    refund.community_id,
    refund.id AS refund_id,
    refund.intent_id,
    intent.gateway,
    intent.out_trade_no,
    refund.out_refund_no,
    refund.gateway_ref,
    refund.amount_fen,
    refund.state,
    refund.opened_at,
    refund.refunded_at,
    refund.slip_id
FROM checkout_refundintent refund
JOIN checkout_intent intent
    ON intent.community_id = refund.community_id AND intent.id = refund.intent_id
