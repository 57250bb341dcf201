"""Talk with gateways, outside of every transaction: ask, look again, give back, hear notices.

Each conversation asks first and writes what it heard in one operation afterwards, so a program
that stops between them asks again.
"""

from qingshou.checkout.jobs.looking import look, look_at_due
from qingshou.checkout.jobs.placing import notify_url, place
from qingshou.checkout.jobs.receiving import take_letter
from qingshou.checkout.jobs.refunding import pursue, pursue_due
from qingshou.checkout.jobs.shells import climb_ladder

__all__ = [
    "climb_ladder",
    "look",
    "look_at_due",
    "notify_url",
    "place",
    "pursue",
    "pursue_due",
    "take_letter",
]
