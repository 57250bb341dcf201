"""Registers checkout."""

from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    """The checkout app."""

    name = "qingshou.checkout"
    label = "checkout"
