-- What is charged for. One row per kind; the ledger's items carry the code.
SELECT kind.code AS kind, kind.name, kind.nature, kind.tax_rate, kind.pass_through
FROM tariffs_chargekind kind
