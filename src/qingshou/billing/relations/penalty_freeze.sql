-- Days on which an account, or one item of it, bears no penalty. One row per matter, as its source
-- last said; item_id is null for the whole account, an open end is infinity.
SELECT DISTINCT ON (pause.community_id, pause.source, pause.source_ref)
    pause.community_id,
    pause.id AS freeze_id,
    pause.account_id,
    pause.item_id,
    pause.frozen_from,
    COALESCE(pause.frozen_until, 'infinity') AS frozen_until,
    pause.reason,
    pause.source,
    pause.source_ref
FROM billing_penaltyfreeze pause
ORDER BY pause.community_id, pause.source, pause.source_ref, pause.id DESC
