-- Payments through a gateway for which nobody was liable. One row per payment; credit_id is the
-- unclaimed money it became (see ledger__credit: what of it still waits is unused_fen).
SELECT
    intent.community_id,
    intent.id AS intent_id,
    intent.unit_id,
    intent.out_trade_no,
    intent.gateway_ref,
    intent.paid_at,
    intent.credit_id
FROM checkout_intent intent
WHERE intent.credit_id IS NOT NULL
