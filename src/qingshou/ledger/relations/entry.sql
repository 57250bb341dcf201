-- Documents of the journal. One row per entry; an import or a run that books on several days has
-- several, whose references begin with the same text ("import:5", "import:5/2025-03-02").
SELECT
    entry.community_id,
    entry.id AS entry_id,
    entry."on" AS entered_on,
    entry.source,
    entry.source_ref,
    entry.memo,
    entry.reverses_id,
    entry.actor,
    entry.posted_at
FROM ledger_entry entry
