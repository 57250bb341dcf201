"""Registers the intake context."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The intake context."""

    name = "qingshou.intake"
    label = "intake"
