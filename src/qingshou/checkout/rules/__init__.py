"""Pure rules of payment through a gateway."""
