-- Debts given up by two people: one row per item, waived or written off, with both people.
SELECT
    relief.community_id,
    relief.id AS relief_id,
    relief.item_id,
    relief.account_id,
    relief.entry_id,
    relief.amount_fen,
    relief."on" AS given_on,
    relief.way,
    relief.cause,
    relief.evidence,
    relief.approval_id,
    relief.maker,
    relief.checker
FROM billing_relief relief
