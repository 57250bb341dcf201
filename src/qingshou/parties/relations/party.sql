-- Live parties by name. One row per party; names are personal data: mask before showing.
SELECT
    party.community_id,
    party.id AS party_id,
    party.kind,
    party.name,
    party.initials,
    party.import_id
FROM parties_party party
WHERE party.withdrawn_at IS NULL
