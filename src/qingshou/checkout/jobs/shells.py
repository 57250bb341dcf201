"""The jobs themselves: shells that ask the clock."""

from __future__ import annotations

from qingshou.checkout.jobs.looking import look_at_due
from qingshou.checkout.jobs.refunding import pursue_due
from qingshou.platform import clock
from qingshou.platform.jobs import periodic


@periodic(cron="*/15 * * * * *", queue="checkout", name="checkout.climb-ladder")
def climb_ladder(**_: object) -> None:
    """Look at every order and refund whose look is due."""
    now, today = clock.now(), clock.today()
    look_at_due(now=now, today=today)
    pursue_due(now=now, today=today)
