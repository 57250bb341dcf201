"""The connection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from qingshou.platform import embedded

ONLY_WHEN_ASKED = 1_000_000_000
"""How often a statement must run before the driver prepares it unasked. None would forbid it to
prepare what ``platform.db.prepared`` asks for."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Starts the embedded server on first use; then works as the role the settings name.

    ``numbered`` is the connection's one cursor for statements with numbered placeholders.
    """

    numbered: psycopg.RawCursor[tuple[Any, ...]]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, starting the embedded server first when there is one."""
        cluster = self.settings_dict.get("EMBEDDED_CLUSTER")
        if cluster:
            embedded.ensure_running(Path(cluster))
        connection = super().get_new_connection(conn_params)
        connection.prepare_threshold = ONLY_WHEN_ASKED
        self.numbered = psycopg.RawCursor(connection)
        role = self.settings_dict.get("APPLICATION_ROLE")
        if role:
            with connection.cursor() as cursor:
                cursor.execute(f'SET ROLE "{role}"')
            connection.commit()
        return connection
