"""Pure rules of invoices: who buys, how VAT is split, which state follows which."""
