-- Live readings of live meters; a meter that was never read has one row without a reading.
SELECT
    meter.community_id,
    meter.id AS meter_id,
    meter.tariff_id,
    meter.unit_id,
    meter.code AS meter_code,
    reading."on" AS read_on,
    reading.value,
    meter.multiplier
FROM tariffs_meter meter
LEFT JOIN tariffs_reading reading
    ON reading.community_id = meter.community_id AND reading.meter_id = meter.id
    AND reading.withdrawn_at IS NULL
WHERE meter.withdrawn_at IS NULL
