"""Registers the dunning context."""

from django.apps import AppConfig


class DunningConfig(AppConfig):
    """The dunning context."""

    name = "qingshou.dunning"
    label = "dunning"
