"""Pure rules of bank debit."""
