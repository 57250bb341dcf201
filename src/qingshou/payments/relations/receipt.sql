-- Receipts. One row per receipt; a reversal is a row of series HC that names what it reverses,
-- and reversed_by_id tells of a receipt that it was taken back. How it was paid is told by
-- payments__tender. outside_number is the number of the customer's own books (imports only).
SELECT
    receipt.community_id,
    receipt.id AS receipt_id,
    receipt.account_id,
    receipt.series,
    receipt.number,
    receipt."on" AS received_on,
    receipt.amount_fen,
    receipt.cashier,
    receipt.payer,
    receipt.memo,
    receipt.outside_number,
    receipt.import_id,
    receipt.request_id,
    receipt.reverses_id,
    reversal.id AS reversed_by_id,
    receipt.shift_id,
    receipt.camera
FROM payments_receipt receipt
LEFT JOIN payments_receipt reversal
    ON reversal.community_id = receipt.community_id AND reversal.reverses_id = receipt.id
