"""Registers reconciliation."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    """The reconciliation app."""

    name = "qingshou.reconciliation"
    label = "reconciliation"
