"""Registers the payments context."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """The payments context."""

    name = "qingshou.payments"
    label = "payments"
