-- Which price is in force, per tariff and scope: a scope is a unit or a building that has prices
-- of its own, or 0 for all others. The nearest price wins: unit over building over community.
-- Stretches of one scope follow each other without a gap; where no price is in force, price_id
-- is null. former_price is the price in force before, if there was one.
CREATE FUNCTION tariffs_prices_in_force(community bigint)
RETURNS TABLE (
    tariff_id bigint, scope_id bigint, effective_from date, effective_until date,
    price_id bigint, price numeric, factor numeric, former_price numeric
) LANGUAGE sql STABLE AS $$
WITH price AS (
    SELECT live.*, COALESCE(live.unit_id, live.building_id, 0) AS scope_id,
           CASE WHEN live.unit_id IS NOT NULL THEN 2
                WHEN live.building_id IS NOT NULL THEN 1 ELSE 0 END AS nearness
    FROM tariffs__price live WHERE live.community_id = community
), scope AS (
    SELECT DISTINCT price.tariff_id, price.scope_id, price.unit_id,
           COALESCE(price.building_id, unit.building_id) AS building_id
    FROM price
    LEFT JOIN estate__unit unit ON unit.community_id = community AND unit.unit_id = price.unit_id
), candidate AS MATERIALIZED (
    SELECT scope.tariff_id, scope.scope_id, price.effective_from, price.effective_until,
           price.price_id, price.price, price.factor, price.nearness
    FROM scope JOIN price ON price.tariff_id = scope.tariff_id
        AND price.scope_id IN (0, scope.building_id, scope.unit_id)
), bound AS (
    SELECT candidate.tariff_id, candidate.scope_id, candidate.effective_from AS day FROM candidate
    UNION SELECT candidate.tariff_id, candidate.scope_id, candidate.effective_until FROM candidate
), stretch AS (
    SELECT bound.tariff_id, bound.scope_id, bound.day AS effective_from,
           lead(bound.day) OVER (
               PARTITION BY bound.tariff_id, bound.scope_id ORDER BY bound.day) AS effective_until
    FROM bound
), chosen AS (
    SELECT DISTINCT ON (stretch.tariff_id, stretch.scope_id, stretch.effective_from)
           stretch.*, candidate.price_id, candidate.price, candidate.factor
    FROM stretch LEFT JOIN candidate
        ON candidate.tariff_id = stretch.tariff_id AND candidate.scope_id = stretch.scope_id
        AND candidate.effective_from <= stretch.effective_from
        AND candidate.effective_until >= stretch.effective_until
    WHERE stretch.effective_until IS NOT NULL
    ORDER BY stretch.tariff_id, stretch.scope_id, stretch.effective_from,
             candidate.nearness DESC NULLS LAST
), marked AS (
    SELECT chosen.*, chosen.price_id IS DISTINCT FROM lag(chosen.price_id) OVER (
        PARTITION BY chosen.tariff_id, chosen.scope_id ORDER BY chosen.effective_from) AS begins
    FROM chosen
), islands AS (
    SELECT marked.*, sum(marked.begins::int) OVER (
        PARTITION BY marked.tariff_id, marked.scope_id ORDER BY marked.effective_from) AS island
    FROM marked
), merged AS (
    SELECT islands.tariff_id, islands.scope_id, min(islands.effective_from) AS effective_from,
           max(islands.effective_until) AS effective_until, islands.price_id,
           islands.price * islands.factor AS weighed, islands.price, islands.factor
    FROM islands
    GROUP BY islands.tariff_id, islands.scope_id, islands.island, islands.price_id,
             islands.price, islands.factor
)
SELECT merged.tariff_id, merged.scope_id, merged.effective_from, merged.effective_until,
       merged.price_id, merged.price, merged.factor,
       lag(merged.weighed) OVER (
           PARTITION BY merged.tariff_id, merged.scope_id ORDER BY merged.effective_from)
FROM merged
$$;
