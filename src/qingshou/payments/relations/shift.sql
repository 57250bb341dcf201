-- Shifts of cashiers. One row per shift; closed_at is null while it is open. What was received in
-- it are the rows of payments__receipt that name it.
SELECT
    shift.community_id,
    shift.id AS shift_id,
    shift.cashier,
    shift.opened_on,
    shift.opened_at,
    shift.closed_on,
    shift.closed_at,
    shift.closed_by,
    shift.handed_to,
    shift.float_fen,
    shift.camera,
    shift.approval_id
FROM payments_shift shift
