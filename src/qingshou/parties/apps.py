"""Registers the parties context."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The parties context."""

    name = "qingshou.parties"
    label = "parties"
