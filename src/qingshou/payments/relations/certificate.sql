-- Clearance certificates of series JQ. One row per certificate; superseded_by_id and overtaken_by_id
-- (a reversal receipt) tell that it no longer stands. owed_fen is what is open on its accounts now.
SELECT
    certificate.community_id,
    certificate.id AS certificate_id,
    certificate.account_id,
    certificate.account_ids,
    certificate.unit_id,
    certificate.number,
    certificate.issued_on,
    certificate.changes_on,
    certificate.issued_by,
    certificate.facts,
    certificate.supersedes_id,
    later.id AS superseded_by_id,
    later.number AS superseded_by_number,
    overtaking.reversal_id AS overtaken_by_id,
    (
        SELECT COALESCE(sum(item.open_fen), 0)::bigint
        FROM ledger__item item
        WHERE item.community_id = certificate.community_id
            AND item.account_id = ANY (certificate.account_ids) AND item.closed_on IS NULL
    ) AS owed_fen
FROM payments_certificate certificate
LEFT JOIN payments_certificate later
    ON later.community_id = certificate.community_id AND later.supersedes_id = certificate.id
LEFT JOIN payments_overtaking overtaking
    ON overtaking.community_id = certificate.community_id
    AND overtaking.certificate_id = certificate.id
