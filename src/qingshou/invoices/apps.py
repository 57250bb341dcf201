"""Registers invoices."""

from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    """The invoices app."""

    name = "qingshou.invoices"
    label = "invoices"
