-- Live pools of common cost, one per tariff and month.
SELECT pool.community_id, pool.tariff_id, pool.month, pool.amount_fen, pool.weight
FROM tariffs_sharepool pool
WHERE pool.withdrawn_at IS NULL
