"""Bring the database up to date before a command uses it."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from qingshou.platform.db.rights import grant_application_rights


def prepare_database() -> None:
    """Apply missing migrations and grant the application's role its rights, as owner."""
    settings = connection.settings_dict
    role, settings["APPLICATION_ROLE"] = settings.get("APPLICATION_ROLE"), None
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
        grant_application_rights()
    settings["APPLICATION_ROLE"] = role
    connection.close()
