-- Exceptions of single units: charged by, or spared from, a tariff in spite of their usage.
SELECT
    assignment.community_id,
    assignment.unit_id,
    assignment.tariff_id,
    assignment.included,
    assignment.held,
    assignment.factor
FROM tariffs_assignment assignment
WHERE assignment.withdrawn_at IS NULL
