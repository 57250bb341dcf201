"""The ledger context."""
