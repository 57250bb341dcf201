"""Money at the door: receipts, numbered without gaps, booked through the ledger.

Owns receipts and their series. Knows units only to find who is liable for them; what a
payment settles is the ledger's business.

Promises: in each community and series the numbers have no gap; a receipt never changes, a
wrong one is reversed by another; the same request is received once.
"""
