"""The connection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base

from qingshou.platform import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """Starts the embedded server on first use; then works as the role the settings name."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, starting the embedded server first when there is one."""
        cluster = self.settings_dict.get("EMBEDDED_CLUSTER")
        if cluster:
            embedded.ensure_running(Path(cluster))
        connection = super().get_new_connection(conn_params)
        role = self.settings_dict.get("APPLICATION_ROLE")
        if role:
            with connection.cursor() as cursor:
                cursor.execute(f'SET ROLE "{role}"')
            connection.commit()
        return connection
