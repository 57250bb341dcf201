-- Deposits. One row per deposit; left_fen is what was neither returned nor applied.
SELECT
    deposit.community_id,
    deposit.id AS deposit_id,
    deposit.account_id,
    deposit.receipt_id,
    deposit.credit_id,
    deposit.kind_id AS kind,
    kind.name AS kind_name,
    deposit.amount_fen,
    credit.unused_fen AS left_fen,
    deposit."on" AS taken_on,
    deposit.memo
FROM payments_deposit deposit
JOIN payments_depositkind kind ON kind.code = deposit.kind_id
JOIN ledger__credit credit
    ON credit.community_id = deposit.community_id AND credit.credit_id = deposit.credit_id
