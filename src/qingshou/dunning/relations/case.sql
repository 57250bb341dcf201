-- Cases with the days they entered each stage. One row per case; days not reached are null.
SELECT
    arrears.community_id,
    arrears.id AS case_id,
    arrears.account_id,
    arrears.overdue_since,
    arrears.opened_on,
    arrears.closed_on,
    arrears.closed_because,
    arrears.stage,
    arrears.stage_since,
    arrears.strategy,
    arrears.waits_because,
    arrears.look_again_on,
    first_contact."on" AS first_contact_on,
    follow_up."on" AS follow_up_on,
    legal."on" AS legal_on
FROM dunning_case arrears
LEFT JOIN dunning_stagestep first_contact
    ON first_contact.community_id = arrears.community_id
    AND first_contact.case_id = arrears.id AND first_contact.place = 1
LEFT JOIN dunning_stagestep follow_up
    ON follow_up.community_id = arrears.community_id
    AND follow_up.case_id = arrears.id AND follow_up.place = 2
LEFT JOIN dunning_stagestep legal
    ON legal.community_id = arrears.community_id
    AND legal.case_id = arrears.id AND legal.place = 3
