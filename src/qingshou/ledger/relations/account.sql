-- Accounts by code. One row per debtor of a unit; the code is unique in its community. The account
-- of unclaimed money is no debtor and is left out.
SELECT account.community_id, account.id AS account_id, account.code, account.opened_on
FROM ledger_account account
WHERE account.code <> 'SUSPENSE'
