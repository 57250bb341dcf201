-- Contacts that stand (withdrawn imports left out), with the case and the stage they belong to.
-- One row per contact. A case claims contacts from its first overdue day to its last day; the
-- stage is the collector's own entry, else the case's stage on that day, else the first contact.
SELECT
    contact.community_id,
    contact.id AS contact_id,
    contact.account_id,
    arrears.id AS case_id,
    contact."on",
    contact.channel,
    contact.direction,
    contact.outcome,
    COALESCE(NULLIF(contact.stage, ''), stay.stage, 'FIRST_CONTACT') AS stage,
    contact.staff,
    NULLIF(contact.reason, '') AS reason,
    contact.note,
    contact.import_id
FROM dunning_contact contact
LEFT JOIN dunning_case arrears
    ON arrears.community_id = contact.community_id
    AND arrears.account_id = contact.account_id
    AND contact."on" >= arrears.overdue_since
    AND contact."on" <= COALESCE(arrears.closed_on, 'infinity'::date)
LEFT JOIN dunning__stay stay
    ON stay.community_id = arrears.community_id
    AND stay.case_id = arrears.id
    AND contact."on" >= stay.entered_on
    AND (contact."on" < stay.left_on OR (contact."on" = stay.left_on AND stay.left_how <> 'ADVANCED'))
WHERE NOT EXISTS (
    SELECT FROM dunning_withdrawal withdrawal
    WHERE withdrawal.community_id = contact.community_id
        AND withdrawal.import_id = contact.import_id
)
