"""Pure rules of reconciliation: reading statements, matching lines, telling differences."""
