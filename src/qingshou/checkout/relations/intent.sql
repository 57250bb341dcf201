-- Payments through a gateway, asked for or made. One row per intent; receipt_id is there exactly
-- when it is paid, gateway_ref is the gateway's own number of the payment.
SELECT
    intent.community_id,
    intent.id AS intent_id,
    intent.account_id,
    intent.unit_id,
    intent.gateway,
    merchant.mchid,
    intent.out_trade_no,
    intent.gateway_ref,
    intent.amount_fen,
    intent.state,
    intent.opened_at,
    intent.expires_at,
    intent.paid_at,
    intent.receipt_id
FROM checkout_intent intent
JOIN checkout_till till ON till.community_id = intent.community_id AND till.id = intent.till_id
JOIN checkout_merchant merchant ON merchant.id = till.merchant_id
