-- Penalty clauses of contracts as versions: each holds for items that fall due on one of its days.
-- Kind is blank for all kinds. A day of principal costs principal × rate ÷ divisor; of the loan
-- prime rate, rate is the multiple. Days count from first_after days after the due day until
-- last_after days after the day asked for.
SELECT
    terms.community_id,
    terms.id AS terms_id,
    terms.kind,
    terms.valid_from,
    COALESCE(lead(terms.valid_from) OVER (
        PARTITION BY terms.community_id, terms.kind ORDER BY terms.valid_from
    ), 'infinity') AS valid_until,
    terms.rule,
    terms.rate,
    terms.term,
    CASE terms.rule WHEN 'DAILY' THEN 1 WHEN 'MONTHLY' THEN 30 ELSE terms.year_days END AS divisor,
    terms.grace_days,
    terms.grace_days + CASE WHEN terms.count_first_day THEN 1 ELSE 2 END AS first_after,
    CASE WHEN terms.count_last_day THEN 1 ELSE 0 END AS last_after,
    terms.day_basis,
    terms.year_days,
    terms.count_first_day,
    terms.count_last_day,
    terms.cap,
    terms.segment_fen,
    terms.item_fen,
    terms.document
FROM billing_penaltyterms terms
