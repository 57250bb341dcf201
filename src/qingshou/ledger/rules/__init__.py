"""Pure rules of the book: chart of accounts, order of allocation, age of debts."""
