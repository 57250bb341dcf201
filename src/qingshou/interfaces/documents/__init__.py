"""Papers that are handed out: receipts, shift reports, clearance certificates."""
