-- What is invoiced of which item, tax included, with the VAT in it: one row per request and item.
SELECT
    line.community_id,
    line.request_id,
    line.item_id,
    line.kind,
    line.rate,
    line.amount_fen,
    line.tax_fen,
    request.state,
    request.issued_on,
    request.state NOT IN ('FAILED', 'RED') AS is_standing
FROM invoices_line line
JOIN invoices_request request
    ON request.community_id = line.community_id AND request.id = line.request_id
