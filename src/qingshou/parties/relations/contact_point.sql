-- Ways to reach live parties that have not proved wrong. Personal data: mask before showing.
SELECT
    point.community_id,
    point.party_id,
    point.channel,
    point.value,
    point.label,
    point.import_id
FROM parties_contactpoint point
WHERE point.valid AND point.withdrawn_at IS NULL
