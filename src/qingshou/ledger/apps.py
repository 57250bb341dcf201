"""Registers the ledger context."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger context."""

    name = "qingshou.ledger"
    label = "ledger"
