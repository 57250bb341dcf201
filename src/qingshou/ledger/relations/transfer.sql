-- Money moved between accounts of the journal. One row per move, from credit_code to debit_code.
SELECT
    transfer.community_id,
    transfer.id AS transfer_id,
    transfer.entry_id,
    transfer."on" AS moved_on,
    transfer.debit_code,
    transfer.credit_code,
    transfer.amount_fen,
    transfer.memo
FROM ledger_transfer transfer
