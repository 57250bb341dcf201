"""Migrations say what the models say, in one line of succession for each app."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def test_migrations_have_one_end_each() -> None:
    assert MigrationLoader(None).detect_conflicts() == {}, "renumber the younger one"


def test_no_migration_is_missing() -> None:
    loader = MigrationLoader(None)
    with translation.override(None):
        detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        found = detector.changes(graph=loader.graph)
    ours = [label for label in found if apps.get_app_config(label).name.startswith("qingshou")]
    assert not ours, "run makemigrations and name the migration by its intent"
