"""The movable business clock: the only door to the system's time.

Doors and job shells ask it; everything below is told the day. ``QINGSHOU_TODAY`` moves
the business day, for tests, demos and the replay of past months.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BUSINESS_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Tell the instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Tell the business day: the moved one if the clock was moved, else China's calendar day."""
    moved = os.environ.get("QINGSHOU_TODAY")
    return date.fromisoformat(moved) if moved else now().astimezone(BUSINESS_ZONE).date()
