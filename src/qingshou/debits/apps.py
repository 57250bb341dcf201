"""Registers debits."""

from django.apps import AppConfig


class DebitsConfig(AppConfig):
    """The debits app."""

    name = "qingshou.debits"
    label = "debits"
