"""Registers the tariffs context."""

from django.apps import AppConfig


class TariffsConfig(AppConfig):
    """The tariffs context."""

    name = "qingshou.tariffs"
    label = "tariffs"
