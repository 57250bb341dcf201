"""Registers the project: when all apps are there, adapters are plugged and processes listen."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The roof; it has no tables."""

    name = "qingshou.project"
    label = "project"

    def ready(self) -> None:
        """Wire."""
        from qingshou.project.wiring import wire

        wire()
