-- Accounts by code. One row per debtor of a unit; the code is unique in its community.
SELECT account.community_id, account.id AS account_id, account.code, account.opened_on
FROM ledger_account account
