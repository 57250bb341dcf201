-- Live prices with their documents, as they were set. One row per price; see
-- tariffs_prices_in_force for the one that wins.
SELECT
    price.community_id,
    price.id AS price_id,
    price.tariff_id,
    price.building_id,
    price.unit_id,
    COALESCE(lower(price.effective), '-infinity'::date) AS effective_from,
    COALESCE(upper(price.effective), 'infinity'::date) AS effective_until,
    price.price,
    price.factor,
    price.document
FROM tariffs_price price
WHERE price.withdrawn_at IS NULL
