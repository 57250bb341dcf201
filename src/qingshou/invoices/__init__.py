"""Tax invoices (发票): requests, their states, red-letter corrections, VAT by item.

Owns ``Request`` (开票申请) and its ``Line``\\ s, one for each item: how much of what was received for it
is invoiced, and the VAT in it. Items of different rates stand on different lines.

Promises: nothing is invoiced beyond what was received for it, whoever asks; a request ends issued
or failed; an issued invoice is corrected by a red-letter one only. In SQL it shows
``invoices__request`` and ``invoices__line``.
"""
