-- Rows of customer files, read and cleaned, in the order of the file: what processes carry onward.
-- line counts the records of an import; cells holds clean text by key, absent keys were empty.
SELECT import_id, line, sheet, row_no, record, cells
FROM intake_stagedrow
