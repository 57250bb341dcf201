-- Households of one window, the rows people see. One row per account.
-- Reads: what households.sql reads.
CREATE TABLE $home AS
$households
