"""Announce, subscribe, deliver.

Delivery is at least once: a listener must be idempotent. Events are frozen dataclasses of
plain values, named by module and class.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar, get_type_hints

from django.db import transaction as django_transaction

from qingshou.platform import clock
from qingshou.platform.db import transaction_required
from qingshou.platform.db.prepared import as_json, prepared

E = TypeVar("E")
_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
ATTEMPTS = 8


def on(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Subscribe a process to an event."""

    def subscribe(listener: Callable[[E], None]) -> Callable[[E], None]:
        _listeners[event].append(listener)
        return listener

    return subscribe


@transaction_required
def announce(event: Any) -> None:
    """Record an event in the transaction that made it true."""
    values = {
        "event": _name(type(event)),
        "facts": as_json({one.name: getattr(event, one.name) for one in dataclasses.fields(event)}),
        "announced_at": clock.now(),
    }
    prepared(_ANNOUNCE, values)


_ANNOUNCE = """
INSERT INTO outbox_announcement (event, facts, announced_at, attempts, latest_failure)
VALUES (%(event)s, %(facts)s, %(announced_at)s, 0, '')
"""


def deliver_pending(limit: int = 1000) -> int:
    """Tell waiting announcements to their listeners, oldest first; return how many were told.

    A listener that fails leaves its announcement waiting with the failure noted; after
    ``ATTEMPTS`` failures it is parked for a person.
    """
    from qingshou.platform.outbox.models import Announcement

    waiting = Announcement.objects.filter(delivered_at__isnull=True, attempts__lt=ATTEMPTS)
    ids = list(waiting.order_by("id").values_list("id", flat=True)[:limit])
    return sum(_deliver(announcement_id) for announcement_id in ids)


def _deliver(announcement_id: int) -> bool:
    from qingshou.platform.outbox.models import Announcement

    announcement = Announcement.objects.get(pk=announcement_id)
    try:
        for event_type in [kind for kind in _listeners if _name(kind) == announcement.event]:
            event: Any = _revive(event_type, announcement.facts)
            for listener in _listeners[event_type]:
                listener(event)
    except Exception as failure:
        announcement.attempts += 1
        announcement.latest_failure = repr(failure)
        announcement.save(update_fields=["attempts", "latest_failure"])
        return False
    with django_transaction.atomic():
        announcement.delivered_at = clock.now()
        announcement.save(update_fields=["delivered_at"])
    return True


def _name(event: type) -> str:
    return f"{event.__module__}.{event.__qualname__}"


def _revive(event_type: type[E], facts: dict[str, Any]) -> E:
    hints = get_type_hints(event_type)
    return event_type(**{name: _typed(hints[name], value) for name, value in facts.items()})


def _typed(hint: Any, value: Any) -> Any:
    return date.fromisoformat(value) if hint is date and value is not None else value
