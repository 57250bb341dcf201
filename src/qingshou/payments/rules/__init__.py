"""Pure rules of receipts."""
