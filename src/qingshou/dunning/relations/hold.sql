-- Holds. One row per hold; item_id is null for a hold of the whole account; an open end is infinity.
SELECT
    hold.community_id,
    hold.id AS hold_id,
    hold.account_id,
    hold.item_id,
    hold.reason,
    hold.start,
    COALESCE(hold.until, 'infinity'::date) AS until
FROM dunning_hold hold
