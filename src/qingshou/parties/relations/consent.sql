-- What live parties allowed, for which purpose and channel, from when until when.
SELECT
    consent.community_id,
    consent.party_id,
    consent.purpose,
    consent.channel,
    consent.given_on,
    consent.withdrawn_on,
    consent.import_id
FROM parties_consent consent
JOIN parties_party party
    ON party.community_id = consent.community_id AND party.id = consent.party_id
WHERE party.withdrawn_at IS NULL
