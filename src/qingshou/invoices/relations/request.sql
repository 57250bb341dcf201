-- Requests for invoices, with how far they came. FAILED and RED leave nothing invoiced.
SELECT
    request.community_id,
    request.id AS request_id,
    request.account_id,
    request.title,
    request.tax_number,
    request.state,
    request.requested_on,
    request.invoice_number,
    request.issued_on,
    request.red_number
FROM invoices_request request
