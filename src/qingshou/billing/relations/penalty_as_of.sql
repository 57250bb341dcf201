-- What every item bears as of a day, in the books as they are known now: the latest story of each
-- item, up to that day. penalty_fen is null where a rate is not known; known_fen is what it came to
-- before. Days after the latest accrual are told as of that accrual. The rule in Python is
-- qingshou.billing.rules.accruals.
CREATE FUNCTION billing_penalty_as_of(community_ids bigint[], as_of date)
RETURNS TABLE (
    community_id bigint,
    account_id bigint,
    item_id bigint,
    terms_id bigint,
    principal_fen bigint,
    penalty_fen bigint,
    known_fen bigint
)
LANGUAGE sql STABLE AS $$
    SELECT told.community_id, told.account_id, told.item_id, told.terms_id, told.principal_fen,
        CASE WHEN told.rate IS NOT NULL THEN told.fen END, told.fen
    FROM (
        SELECT counted.*, LEAST(
            div((counted.earlier + CASE WHEN counted.segment_fen IS NULL THEN counted.exact
                    ELSE div(counted.exact * 2 + counted.divisor * counted.segment_fen,
                             counted.divisor * counted.segment_fen * 2)
                         * counted.segment_fen * counted.divisor END) * 2
                + counted.divisor * counted.item_fen, counted.divisor * counted.item_fen * 2)
                * counted.item_fen, counted.cap_fen)::bigint AS fen
    FROM (
        SELECT stretch.community_id, stretch.account_id, stretch.item_id, stretch.terms_id,
            stretch.principal_fen, stretch.rate, stretch.earlier, stretch.cap_fen, clause.divisor, clause.segment_fen,
            COALESCE(clause.item_fen, 1) AS item_fen,
            stretch.principal_fen * COALESCE(stretch.rate, 0) * CASE clause.day_basis
                WHEN 'ACTUAL' THEN day.until - stretch.segment_from
                ELSE (extract(year FROM day.until)::int * 12
                         + extract(month FROM day.until)::int) * 30
                     + LEAST(extract(day FROM day.until)::int, 30)
                     - (extract(year FROM stretch.segment_from)::int * 12
                         + extract(month FROM stretch.segment_from)::int) * 30
                     - LEAST(extract(day FROM stretch.segment_from)::int, 30) END AS exact
        FROM (
            SELECT DISTINCT ON (accrual.community_id, accrual.account_id, accrual.item_id)
                accrual.*
            FROM billing_penaltyaccrual accrual
            JOIN billing_penaltyterms terms
                ON terms.community_id = accrual.community_id AND terms.id = accrual.terms_id
            WHERE accrual.community_id = ANY (community_ids)
                AND accrual.from_on < as_of + CASE WHEN terms.count_last_day THEN 1 ELSE 0 END
            ORDER BY accrual.community_id, accrual.account_id, accrual.item_id,
                accrual.generation DESC, accrual.from_on DESC
        ) stretch
        JOIN billing__penalty_terms clause
            ON clause.community_id = stretch.community_id AND clause.terms_id = stretch.terms_id
        CROSS JOIN LATERAL (
            SELECT LEAST(stretch.until_on, as_of + clause.last_after) AS until
        ) day
    ) counted
    ) told
$$
