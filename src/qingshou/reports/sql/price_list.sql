-- The prices of whole communities and of single buildings in force on a day, for the price list.
-- Reads: tariffs__price, tariffs__tariff, tariffs__charge_kind, estate_community, estate__building.
SELECT
    community.name AS community,
    kind.name || CASE WHEN price.building_id IS NULL THEN '' ELSE '（' || building.name || '）' END,
    tariff.usages,
    tariff.basis,
    tariff.per,
    price.price,
    tariff.cycle,
    price.effective_from,
    price.document,
    tariff.rounding::text
FROM tariffs__price price
JOIN tariffs__tariff tariff
    ON tariff.community_id = price.community_id AND tariff.tariff_id = price.tariff_id
JOIN tariffs__charge_kind kind ON kind.kind = tariff.kind
JOIN estate_community community ON community.id = price.community_id
LEFT JOIN estate__building building
    ON building.community_id = price.community_id AND building.building_id = price.building_id
WHERE price.community_id = ANY (%(communities)s::bigint[])
    AND price.unit_id IS NULL
    AND price.effective_from <= %(as_of)s AND price.effective_until > %(as_of)s
    AND tariff.active_from <= %(as_of)s AND tariff.active_until > %(as_of)s
ORDER BY community.code COLLATE "C", kind.nature = 'BASE' DESC, kind.kind, tariff.code,
    building.name NULLS FIRST
