-- Debits asked of banks. One row per line of a batch; outcome is WAITING until the bank answered,
-- then PAID or FAILED with the reason; the money of a line that was paid is a tender of channel
-- DEBIT whose outside_number begins with the reference (see payments__tender).
SELECT
    line.community_id,
    batch.number AS batch,
    batch."on" AS debited_on,
    batch.state AS batch_state,
    line.id AS line_id,
    line.reference,
    line.account_id,
    line.amount_fen,
    CASE WHEN outcome.paid THEN 'PAID' WHEN outcome.paid IS NULL THEN 'WAITING' ELSE 'FAILED' END
        AS outcome,
    outcome.reason,
    outcome."on" AS answered_on
FROM debits_line line
JOIN debits_batch batch ON batch.community_id = line.community_id AND batch.id = line.batch_id
LEFT JOIN debits_outcome outcome
    ON outcome.community_id = line.community_id AND outcome.line_id = line.id
