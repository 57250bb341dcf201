"""Registers the billing context."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """The billing context."""

    name = "qingshou.billing"
    label = "billing"
