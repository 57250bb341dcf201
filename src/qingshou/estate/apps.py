"""Registers the estate context."""

from django.apps import AppConfig


class EstateConfig(AppConfig):
    """The estate context."""

    name = "qingshou.estate"
    label = "estate"
