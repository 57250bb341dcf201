"""Writes the ledgers of an invented community in the manner of a real customer's."""
