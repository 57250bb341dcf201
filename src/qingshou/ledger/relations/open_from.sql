-- The first day that may be booked. One row per community whose books were ever closed.
SELECT DISTINCT ON (closing.community_id) closing.community_id, closing.open_from
FROM ledger_closing closing
ORDER BY closing.community_id, closing.number DESC
