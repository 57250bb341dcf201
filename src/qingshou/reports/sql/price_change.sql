-- Charges that fell due up to three months before and after a change of price, if thirty days have
-- passed since. One row per change and item. A change is a new price of a tariff that follows an
-- older one within the year before the day.
-- Reads: tariffs__price, tariffs__tariff, ledger_openitem, estate_community.
CREATE TABLE $price_change AS
WITH changed AS (
    SELECT DISTINCT newer.community_id, tariff.kind, newer.effective_from AS "on"
    FROM tariffs__price newer
    JOIN tariffs__price older
        ON older.community_id = newer.community_id AND older.tariff_id = newer.tariff_id
        AND older.building_id IS NOT DISTINCT FROM newer.building_id
        AND older.unit_id IS NOT DISTINCT FROM newer.unit_id
        AND older.effective_until = newer.effective_from
        AND (older.price, older.factor) <> (newer.price, newer.factor)
    JOIN tariffs__tariff tariff
        ON tariff.community_id = newer.community_id AND tariff.tariff_id = newer.tariff_id
    WHERE newer.community_id = ANY (%(communities)s::bigint[])
        AND newer.effective_from > %(as_of)s - 365 AND newer.effective_from <= %(as_of)s
)
SELECT
    'P' AS role, item.community_id, item.account_id, item.id AS item_id, item.kind, item.due_on,
    item.amount_fen, item.closed_on, changed."on" AS changed_on,
    community.code || '/' || item.kind || '/' || changed."on" AS change,
    (NOT is_after)::int AS before_items,
    is_after::int AS after_items,
    CASE WHEN is_after THEN 0 ELSE item.amount_fen END AS before_fen,
    CASE WHEN is_after THEN item.amount_fen ELSE 0 END AS after_fen,
    CASE WHEN NOT is_after AND is_settled THEN item.amount_fen ELSE 0 END AS before_settled_fen,
    CASE WHEN is_after AND is_settled THEN item.amount_fen ELSE 0 END AS after_settled_fen
FROM changed
JOIN ledger_openitem item
    ON item.community_id = changed.community_id AND item.kind = changed.kind
JOIN estate_community community ON community.id = changed.community_id
CROSS JOIN LATERAL (
    SELECT item.due_on >= changed."on" AS is_after,
        COALESCE(item.closed_on <= item.due_on + 30, false) AS is_settled
) side
WHERE item.nature = 'CHARGE'
    AND item.due_on >= changed."on" - interval '3 months'
    AND item.due_on < changed."on" + interval '3 months'
    AND item.due_on + 30 <= %(as_of)s AND item.posted_on <= %(as_of)s
