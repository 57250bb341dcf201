"""Tax invoices (发票): requests, their states, red-letter corrections, VAT by item.

Owns invoice requests and what the tax platform answered. Knows receipts and charges only by
the relations they publish.

Promises: nothing is invoiced beyond what was received for it; an issued invoice is corrected
by a red-letter one only.
"""
