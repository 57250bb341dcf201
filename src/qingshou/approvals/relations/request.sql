-- Requests that need a second person, with what became of them. state is WAITING, APPROVED,
-- REJECTED, USED or WITHDRAWN; one that waited longer than next_by has lapsed, whatever it says.
SELECT
    request.community_id,
    request.id AS request_id,
    request.action,
    request.subject,
    request.facts,
    request.facts_sha256,
    request.reason,
    request.made_by,
    request.made_by_user,
    request.made_at,
    decision.verdict,
    decision.decided_by,
    decision.note,
    decision.decided_at,
    used.used_by,
    used.used_at,
    CASE
        WHEN used.id IS NOT NULL THEN 'USED'
        WHEN withdrawal.id IS NOT NULL THEN 'WITHDRAWN'
        ELSE COALESCE(decision.verdict, 'WAITING')
    END AS state,
    COALESCE(decision.use_by, request.decide_by) AS next_by
FROM approvals_request request
LEFT JOIN approvals_decision decision
    ON decision.community_id = request.community_id AND decision.request_id = request.id
LEFT JOIN approvals_use used
    ON used.community_id = request.community_id AND used.request_id = request.id
LEFT JOIN approvals_withdrawal withdrawal
    ON withdrawal.community_id = request.community_id AND withdrawal.request_id = request.id
