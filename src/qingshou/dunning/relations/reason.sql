-- Reason marks that stand (withdrawn imports left out). One row per mark; the latest by day, then
-- by id, is the account's reason.
SELECT
    mark.community_id,
    mark.id AS mark_id,
    mark.account_id,
    mark."on",
    mark.reason,
    mark.import_id
FROM dunning_reasonmark mark
WHERE NOT EXISTS (
    SELECT FROM dunning_withdrawal withdrawal
    WHERE withdrawal.community_id = mark.community_id
        AND withdrawal.import_id = mark.import_id
)
