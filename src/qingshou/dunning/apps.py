"""Registers dunning."""

from django.apps import AppConfig


class DunningConfig(AppConfig):
    """The dunning app."""

    name = "qingshou.dunning"
    label = "dunning"
