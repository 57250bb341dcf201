-- Live tariffs: how a kind is charged. Days are half-open, infinite where a side is open.
SELECT
    tariff.community_id,
    tariff.id AS tariff_id,
    tariff.code,
    tariff.kind,
    tariff.basis,
    tariff.cycle,
    tariff.in_advance,
    tariff.due_rule,
    tariff.per,
    tariff.proration,
    tariff.rounding,
    tariff.formula,
    tariff.tax_rate,
    tariff.usages,
    COALESCE(lower(tariff.active), '-infinity'::date) AS active_from,
    COALESCE(upper(tariff.active), 'infinity'::date) AS active_until
FROM tariffs_tariff tariff
WHERE tariff.withdrawn_at IS NULL
