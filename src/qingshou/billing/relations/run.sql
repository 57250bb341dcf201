-- Billing runs, reversed ones too. One row per community, month and number.
SELECT
    run.community_id,
    run.id AS run_id,
    run.period,
    run.number,
    run.edition,
    run.state,
    run."on",
    run.entry_id,
    run.lines,
    run.units,
    run.total_fen,
    run.kinds,
    run.digest,
    run.reversed_on
FROM billing_run run
