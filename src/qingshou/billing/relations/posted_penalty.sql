-- Penalties that were posted as items. One row per item; standing_fen is what was not taken back,
-- settled or not; reversible_fen is what could be: all of it but what was waived, or none.
SELECT
    item.community_id,
    item.account_id,
    item.item_id,
    item.period_from,
    item.posted_on,
    item.edition,
    item.amount_fen,
    item.tax_fen,
    item.open_fen,
    item.amount_fen - settled.taken_back_fen AS standing_fen,
    item.amount_fen - settled.taken_back_fen - settled.relieved_fen AS reversible_fen
FROM ledger__item item
CROSS JOIN LATERAL (
    SELECT
        COALESCE(sum(amount_fen) FILTER (WHERE nature = 'REVERSAL'), 0)::bigint AS taken_back_fen,
        COALESCE(sum(amount_fen) FILTER (
            WHERE nature NOT IN ('REVERSAL', 'RECEIPT', 'OPENING')
        ), 0)::bigint AS relieved_fen
    FROM ledger__settlement settlement
    WHERE settlement.community_id = item.community_id AND settlement.item_id = item.item_id
) settled
WHERE item.kind = 'PENALTY' AND item.nature = 'CHARGE'
