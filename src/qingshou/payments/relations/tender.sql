-- Tenders. One row for each channel of a receipt, with the ledger's credit of that money and the
-- channel's own reference (outside_number, empty if it gave none). The tenders of a reversal give
-- the money of the same credits back.
SELECT
    tender.community_id,
    tender.id AS tender_id,
    tender.receipt_id,
    tender.credit_id,
    tender.channel,
    tender.amount_fen,
    tender.outside_number,
    tender.renews_id
FROM payments_tender tender
