"""Write the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qingshou.platform import clock
from qingshou.platform.db import transaction_required
from qingshou.platform.db.prepared import as_json, prepared
from qingshou.platform.identity.actor import Actor

COMPANY_WIDE = 0


@transaction_required
def note(
    *,
    actor: Actor,
    action: str,
    subject: str,
    facts: Mapping[str, Any],
    community_id: int = COMPANY_WIDE,
) -> None:
    """Record a deed in the transaction that does it; community 0 is the company as a whole."""
    values = {
        "community_id": community_id,
        "at": clock.now(),
        "actor": actor.name,
        "user_id": actor.user_id,
        "action": action,
        "subject": subject,
        "facts": as_json(dict(facts)),
    }
    prepared(_NOTE, values)


_NOTE = """
INSERT INTO audit_event (community_id, at, actor, user_id, action, subject, facts)
VALUES (%(community_id)s, %(at)s, %(actor)s, %(user_id)s, %(action)s, %(subject)s, %(facts)s)
"""
